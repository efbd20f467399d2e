// Writing records: every change tells the other parts of the screen at once and offers its undo.
import { call } from '../api/client';
import type { Rec } from '../api/types';
import { t } from '../i18n';
import { live } from '../state/live.svelte';
import { toasts, type Toast } from '../state/toasts.svelte';

export async function create(object: string, values: Record<string, unknown>, key: string): Promise<Rec> {
	const { data, changeSet } = await call<Rec>('POST', '/records/{object}', {
		params: { object },
		body: values,
		headers: { 'Idempotency-Key': key }
	});
	toasts.changed(t('toast.created', { label: data.label }), changeSet, {
		href: `/o/${object}/${data.id}`,
		text: t('open')
	});
	live.tell({ object, id: data.id, kind: 'create' });
	return data;
}

/** Changes fields of a record as it was read; what others changed meanwhile is merged by the server. */
export async function change(
	record: Rec,
	object: string,
	values: Record<string, unknown>,
	text?: string
): Promise<Rec> {
	const { data, changeSet } = await call<Rec>('PATCH', '/records/{object}/{id}', {
		params: { object, id: record.id },
		body: values,
		headers: { 'If-Match': `"${record.version}"` }
	});
	if (changeSet && data.version !== record.version) {
		toasts.changed(text ?? t('toast.saved', { label: data.label }), changeSet);
		live.tell({ object, id: record.id, kind: 'update' });
	}
	return data;
}

export async function trash(record: Rec, object: string): Promise<void> {
	const { changeSet } = await call('DELETE', '/records/{object}/{id}', {
		params: { object, id: record.id },
		headers: { 'If-Match': `"${record.version}"` }
	});
	toasts.changed(t('toast.trashed', { label: record.label }), changeSet);
	live.tell({ object, id: record.id, kind: 'delete' });
}

export async function restore(record: Rec, object: string): Promise<void> {
	const { changeSet } = await call('POST', '/records/{object}/{id}/restore', {
		params: { object, id: record.id }
	});
	toasts.changed(t('toast.restored', { label: record.label }), changeSet);
	live.tell({ object, id: record.id, kind: 'restore' });
}

export interface BatchCommand {
	op: 'create' | 'update' | 'delete' | 'restore' | 'link' | 'unlink';
	object: string;
	id?: string;
	version?: number;
	values?: Record<string, unknown>;
}

/** Several commands, all or nothing, undone together. */
export async function batch(
	commands: BatchCommand[],
	text: string,
	key?: string,
	link?: Toast['link']
): Promise<Rec[]> {
	const { data, changeSet } = await call<{ results: { status: number; record?: Rec }[] }>('POST', '/batch', {
		body: { commands },
		headers: key ? { 'Idempotency-Key': key } : {}
	});
	toasts.changed(text, changeSet, link);
	live.tell({ object: null, id: null });
	return data.results.flatMap(({ record }) => record ?? []);
}

/** Makes a double click or a second try have its effect once. */
export function onceKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An id for a record that others of the same batch link to: in the order of time, as the server's own. */
export function newId(): string {
	const time = Date.now().toString(16).padStart(12, '0');
	const random = onceKey();
	const variant = '89ab'[Number.parseInt(random.charAt(3), 16) % 4];
	return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}
