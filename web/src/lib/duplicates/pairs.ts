// Records that may be the same: how they are asked for, brought together, or told apart.
import { call, get } from '../api/client';
import type { Field, ObjectDef, Page, Rec } from '../api/types';
import { kindOf } from '../fields/format';
import { t } from '../i18n';
import { live } from '../state/live.svelte';
import { toasts } from '../state/toasts.svelte';

export interface Reason {
	field: string;
	level: string;
	text: string;
}

export interface Found {
	score: number;
	verdict: 'same' | 'perhaps';
	reasons: Reason[];
}

export interface Candidate extends Found {
	id: string;
	object: string;
	label: string;
}

export interface Pair extends Found {
	records: [{ id: string; label: string }, { id: string; label: string }];
}

export type Choice = 'this' | 'other' | 'both';

/** Which objects are looked through for duplicates. */
export function watched(object: ObjectDef): boolean {
	return !!(object.party || object.custom) && !object.part_of;
}

/** The address at which two records stand side by side. */
export function compareAddress(object: string, a: string, b: string): string {
	return `/duplicates?object=${object}&a=${a}&b=${b}`;
}

export async function candidatesOf(object: string, id: string): Promise<Candidate[]> {
	const params = { object, id };
	return (await get<Page<Candidate>>('/records/{object}/{id}/duplicates', { params })).data;
}

export async function candidatesOfDraft(
	object: string,
	values: Record<string, unknown>,
	signal: AbortSignal
): Promise<Candidate[]> {
	const options = { params: { object }, body: values, signal };
	return (await call<Page<Candidate>>('POST', '/records/{object}/duplicates', options)).data.data;
}

/** Makes one of two: the first stays. */
export async function merge(
	object: string,
	stays: Rec,
	other: Rec,
	choose: Record<string, Choice>
): Promise<Rec> {
	const { data, changeSet } = await call<Rec>('POST', '/records/{object}/{id}/merge', {
		params: { object, id: stays.id },
		body: { other: other.id, choose },
		headers: { 'If-Match': `"${stays.version}"` }
	});
	toasts.changed(t('duplicates.merged', { label: data.label }), changeSet, {
		href: `/o/${object}/${data.id}`,
		text: t('open')
	});
	live.tell({ object: null, id: null });
	return data;
}

/** Says that two records are not the same; the toast takes it back. */
export async function dismiss(object: string, id: string, other: string): Promise<void> {
	const say = (dismissed: boolean) =>
		call('POST', '/records/{object}/{id}/duplicates', {
			params: { object, id },
			body: { other, dismissed }
		});
	await say(true);
	toasts.reversible(t('duplicates.dismissed'), () => say(false));
	live.tell({ object, id: null });
}

const LISTS = new Set(['email', 'phone', 'url', 'social', 'address', 'tags', 'multi_select', 'external_ids']);

/** Fields of which both records' items can be kept. */
export function isList(field: Field): boolean {
	return !!field.many || LISTS.has(kindOf(field));
}

const KEPT_BY_SYSTEM = new Set(['owner', 'team', 'tags']);
const COMPUTED = new Set(['formula', 'total', 'rollup', 'auto_number']);

/** Fields that a merge lets somebody choose. */
export function choosable(field: Field): boolean {
	return !field.read_only && !COMPUTED.has(field.type) && (!field.system || KEPT_BY_SYSTEM.has(field.key));
}
