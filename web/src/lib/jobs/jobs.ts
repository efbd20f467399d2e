// Long work on the server: what it is called, how far it is, and how it is stopped.
import { address, call, get } from '../api/client';
import { t, type Key } from '../i18n';

export interface Job {
	id: string;
	name: string;
	state: 'ready' | 'running' | 'done' | 'failed' | 'cancelled';
	progress: { done: number; total: number | null; rate?: number | null; message?: string | null };
	result?: Record<string, unknown> | null;
	error?: string | null;
	created_at: string;
	finished_at?: string | null;
}

export function isOver(job: Job): boolean {
	return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

export function readJob(id: string): Promise<Job> {
	return get<Job>('/jobs/{id}', { params: { id } });
}

export async function cancelJob(id: string): Promise<void> {
	await call('POST', '/jobs/{id}/cancel', { params: { id } });
}

/** The work that people ask for; everything else Kontor does by itself. */
const NAMES: Record<string, Key> = {
	'transfer.import': 'job.import',
	'transfer.export': 'job.export',
	'transfer.undo': 'job.undo',
	'duplicates.sweep': 'job.sweep',
	'duplicates.merge': 'job.merge',
	'demo.company': 'job.demo',
	'search.rebuild': 'job.search',
	'money.revalue': 'job.revalue',
	'definitions.change': 'job.definitions'
};
export const OWN = Object.keys(NAMES).filter((name) => name !== 'definitions.change');

export function nameOf(name: string): string {
	const key = NAMES[name];
	return key ? t(key) : name;
}

/** Where what came of a job is found. */
export function placeOf(job: Job): { href: string; text: string } | undefined {
	const id = (name: string) => (typeof job.result?.[name] === 'string' ? job.result[name] : '');
	if (id('import')) return { href: `/import/${id('import')}`, text: t('open') };
	if (id('export') && !job.result?.['error'])
		return { href: address('/exports/{id}/file', { params: { id: id('export') } }), text: t('export.fetch') };
	return undefined;
}
