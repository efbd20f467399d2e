// Which columns a list has and how wide they are: in the address what was chosen, on this machine what was liked.
import type { Field, ObjectDef } from '../api/types';
import { kindOf } from '../fields/format';
import { editable, sortable } from '../fields/editable';
import { say } from '../i18n';
import { fieldOf, firstColumns } from '../state/definitions.svelte';

interface Kept {
	columns?: string[];
	widths?: Record<string, number>;
}

const key = (place: string) => `kontor.columns.${place}`;

function read(place: string): Kept {
	try {
		return (JSON.parse(localStorage.getItem(key(place)) ?? '{}') ?? {}) as Kept;
	} catch {
		return {};
	}
}

export function keep(place: string, change: Kept) {
	try {
		localStorage.setItem(key(place), JSON.stringify({ ...read(place), ...change }));
	} catch {
		// Nothing is kept then.
	}
}

export function columnsOf(object: ObjectDef, asked: string[] | null): string[] {
	const wanted = asked ?? read(object.key).columns ?? firstColumns(object);
	return [...new Set(wanted)].filter((key) => fieldOf(object, key));
}

/** The widths liked at a place, which is an object or one of its views. */
export function widthsOf(place: string): Record<string, number> {
	return read(place).widths ?? {};
}

export function firstWidth(field: Field): number {
	switch (kindOf(field)) {
		case 'integer':
		case 'boolean':
		case 'rating':
		case 'percentage':
			return 110;
		case 'date':
		case 'decimal':
		case 'duration':
			return 130;
		// Millions with their currency.
		case 'money':
			return 150;
		case 'timestamp':
			return 170;
		case 'email':
		case 'address':
		case 'link':
			return 210;
		default:
			return 160;
	}
}

export const LABEL_WIDTH = 280;
/** So many columns are drawn whether they are in sight or not. */
const FEW = 10;
/** Pixels to both sides that are drawn beyond what is in sight. */
const SPARE = 300;

export function isNumeric(field: Field): boolean {
	return ['integer', 'decimal', 'money', 'percentage', 'duration', 'total', 'rollup'].includes(kindOf(field));
}

/** What the name column is sorted by. */
export function sortOfLabel(object: ObjectDef): string | null {
	const fields = (object.label[0] ?? []).flatMap((key) => fieldOf(object, key) ?? []);
	const best = fields.find((field) => field.indexed) ?? fields.find((field) => field.type === 'text');
	return best && ['text', 'select', 'auto_number'].includes(best.type) ? best.key : null;
}

/** A column of a list: what it is about is found out once for it, not once for each cell. */
export interface Column {
	key: string;
	/** None: what the record is called. */
	field: Field | null;
	title: string;
	width: number;
	numeric: boolean;
	sort: string | null;
	editable: boolean;
}

/** A column that is drawn, and its place among all. */
export interface Drawn {
	column: Column;
	place: number;
}

/** The check box before the first column. */
export const CHECK_WIDTH = 36;

/** Where each column begins, behind the check box; and where the last ends. */
export function beginnings(cols: Column[]): number[] {
	let end = CHECK_WIDTH;
	return [end, ...cols.map(({ width }) => (end += width))];
}

/**
 * The columns in sight, with some to spare. The first one is always drawn, and so is the one that somebody is at. Of few
 * columns all are.
 */
export function inSight(cols: Column[], left: number, width: number, at = 0): Drawn[] {
	const all = cols.map((column, place) => ({ column, place }));
	if (cols.length <= FEW) return all;
	const begin = beginnings(cols);
	return all.filter(
		({ place }) =>
			place === 0 ||
			place === at ||
			((begin[place + 1] ?? 0) > left - SPARE && (begin[place] ?? 0) < left + width + SPARE)
	);
}

export function tableColumns(
	object: ObjectDef,
	keys: string[],
	widths: Record<string, number>,
	mayChange: boolean
): Column[] {
	const label: Column = {
		key: 'label',
		field: null,
		title: say(object.labels),
		width: widths['label'] ?? LABEL_WIDTH,
		numeric: false,
		sort: sortOfLabel(object),
		editable: false
	};
	const others = keys.flatMap((key): Column[] => {
		const field = fieldOf(object, key);
		if (!field) return [];
		return [
			{
				key,
				field,
				title: say(field.labels),
				width: widths[key] ?? firstWidth(field),
				numeric: isNumeric(field),
				sort: sortable(field) ? key : null,
				editable: mayChange && editable(field)
			}
		];
	});
	return [label, ...others];
}
