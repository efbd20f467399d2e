// Files as documents: brought to the server, put into a record, shown again.
import { address, call } from '../api/client';
import type { Rec } from '../api/types';
import { t } from '../i18n';
import { onceKey } from '../records/write';
import { live } from '../state/live.svelte';
import { session } from '../state/session.svelte';
import { toasts } from '../state/toasts.svelte';
import { look } from '../state/look.svelte';

/** A file as a field of a record holds it. */
export interface FileValue {
	id: string;
	name: string;
	type: string;
	size: number;
}

/** What a preview of text reads at most. */
const SHOWN = 200_000;
/** A larger PDF is not brought here to be looked at. */
const LOADED = 50_000_000;

export function fileOf(record: Rec): FileValue | null {
	return (record['file'] as FileValue | null | undefined) ?? null;
}

export function fileAddress(file: FileValue): string {
	return address('/files/{id}', { params: { id: file.id } });
}

/** How a file can be looked at here; what is none of these is only downloaded. */
export function kindOfFile(file: FileValue): 'image' | 'text' | 'pdf' | 'other' {
	if (/^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.type)) return 'image';
	if (/^text\/|^application\/(json|xml|x-ndjson|yaml)/.test(file.type)) return 'text';
	// The viewer is the browser's own, which runs nothing in our name; on phones there is none.
	if (file.type === 'application/pdf' && navigator.pdfViewerEnabled && file.size <= LOADED) return 'pdf';
	return 'other';
}

/** Something of this page alone that a frame can show. As PDF it is never read as a page with scripts, whatever it holds. */
export async function pdfOf(file: FileValue, signal: AbortSignal): Promise<string> {
	const response = await fetch(fileAddress(file), { signal, credentials: 'same-origin' });
	if (!response.ok) throw new Error(response.statusText);
	return URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: 'application/pdf' }));
}

/** The beginning of a file of text, and whether that is all of it. */
export async function textOf(
	file: FileValue,
	signal: AbortSignal
): Promise<{ text: string; whole: boolean }> {
	const headers = { Range: `bytes=0-${SHOWN - 1}` };
	const response = await fetch(fileAddress(file), { headers, signal, credentials: 'same-origin' });
	if (!response.ok) throw new Error(response.statusText);
	return { text: await response.text(), whole: file.size <= SHOWN };
}

export function formatSize(bytes: number): string {
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
	const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
	return (bytes / 1000 ** step).toLocaleString(look.language, {
		style: 'unit',
		unit: units[step] ?? 'byte',
		unitDisplay: 'short',
		maximumFractionDigits: step === 0 ? 0 : 1
	});
}

/** Why a file can't be taken, before anything is sent: `null` when it can. */
async function refusal(file: File): Promise<string | null> {
	const limit = session.settings?.upload_limit ?? Infinity;
	if (file.size > limit) return t('import.tooLarge', { limit: Math.floor(limit / 1_000_000) });
	// A folder that was dropped has a name and a size, and nothing that can be read.
	const first = await file
		.slice(0, 1)
		.arrayBuffer()
		.catch(() => null);
	return first && first.byteLength > 0 ? null : t('files.unreadable');
}

/** Brings a file to the server, which answers its id. */
export async function upload(file: File): Promise<string> {
	const refused = await refusal(file);
	if (refused) throw new Refused(refused);
	const { data } = await call<FileValue>('POST', '/files', {
		body: file,
		headers: {
			'Content-Type': file.type || 'application/octet-stream',
			'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
			'Idempotency-Key': onceKey()
		}
	});
	return data.id;
}

/** A file that was not even sent. */
export class Refused extends Error {}

/** Puts a file to a record as a document of its own. */
export async function attach(file: File, to: { id: string; object: string }): Promise<void> {
	const id = await upload(file);
	const { data, changeSet } = await call<Rec>('POST', '/records/{object}', {
		params: { object: 'document' },
		body: { name: file.name, file: id, links: [to] },
		headers: { 'Idempotency-Key': onceKey() }
	});
	toasts.changed(t('files.added', { name: data.label }), changeSet);
	live.tell({ object: 'document', id: data.id, kind: 'create' });
}

/** Another file in the place of a document's; the one before stays as a version. */
export async function replace(document: Rec, file: File): Promise<Rec> {
	const id = await upload(file);
	const { data, changeSet } = await call<Rec>('PATCH', '/records/{object}/{id}', {
		params: { object: 'document', id: document.id },
		body: { file: id },
		headers: { 'If-Match': `"${document.version}"` }
	});
	toasts.changed(t('files.replaced', { name: data.label }), changeSet);
	live.tell({ object: 'document', id: data.id, kind: 'update' });
	return data;
}
