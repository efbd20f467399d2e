// Rows in groups: which fields can be grouped by, what each group counts and sums, and where its head stands.
import { call } from '../api/client';
import type { Field, Money, ObjectDef, Rec, Ref } from '../api/types';
import { format, kindOf } from '../fields/format';
import { t } from '../i18n';
import { fieldOf } from '../state/definitions.svelte';

export interface Total {
	count: number;
	/** By the key of the column; money in the workspace's currency. */
	sums: Record<string, Money | number | string>;
}

/** A row of the table: a record by its place, or the head of the group that begins there. */
export type Item = number | { key: string; label: string };

const GROUPED = ['select', 'stage', 'boolean', 'link', 'owner'];
const SUMMED = ['integer', 'decimal', 'money', 'duration'];

export function groupFields(object: ObjectDef): Field[] {
	return object.fields.filter((field) => GROUPED.includes(field.type) && !field.many);
}

/** What a value is told apart by. */
export function groupKey(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'object' ? (value as Ref).id : String(value);
}

export function itemsOf(rows: Rec[], field: Field | null, collapsed: Set<string>): Item[] {
	if (!field) return rows.map((_, at) => at);
	const items: Item[] = [];
	let last: string | null = null;
	for (const [at, record] of rows.entries()) {
		const key = groupKey(record[field.key]);
		if (key !== last) {
			items.push({ key, label: format(field, record[field.key], record) || t('board.none') });
			last = key;
		}
		if (!collapsed.has(key)) items.push(at);
	}
	return items;
}

/** Counts and sums of all groups, whatever part of their rows is read. */
export async function totals(
	object: ObjectDef,
	field: Field,
	filter: string,
	columns: string[],
	signal: AbortSignal
): Promise<Record<string, Total>> {
	const summed = columns.filter((key) => {
		const of = fieldOf(object, key);
		return of && SUMMED.includes(kindOf(of)) && !of.many;
	});
	const { data } = await call<{ rows: unknown[][] }>('POST', '/query', {
		body: {
			object: object.key,
			filter: filter || undefined,
			group: [{ field: field.key }],
			measures: [{ fn: 'count' }, ...summed.map((key) => ({ fn: 'sum', field: key }))]
		},
		signal
	});
	return Object.fromEntries(
		data.rows.map(([value, count, ...values]): [string, Total] => {
			const sums = summed.flatMap((key, at): [string, Money | number | string][] => {
				const sum = values[at] as Money | number | string | null | undefined;
				return sum === null || sum === undefined ? [] : [[key, sum]];
			});
			return [groupKey(value), { count: Number(count), sums: Object.fromEntries(sums) }];
		})
	);
}
