// Records that somebody chooses from: by what was typed, and those changed last before anything is.
import { get } from '../api/client';
import type { Page, Ref, SearchAnswer } from '../api/types';

/** `*` stands for every object. */
export async function find(text: string, objects: string[], signal: AbortSignal): Promise<Ref[]> {
	return text ? await search(text, objects, signal) : await newest(objects, signal);
}

async function search(q: string, objects: string[], signal: AbortSignal): Promise<Ref[]> {
	const wanted = objects.includes('*') ? undefined : objects.join(',');
	const answer = await get<SearchAnswer>('/search', {
		query: { q, objects: wanted, limit: 8, counts: false },
		signal
	});
	return answer.data.map(({ id, object, label }) => ({ id, object, label }));
}

async function newest(objects: string[], signal: AbortSignal): Promise<Ref[]> {
	const object = objects.includes('*') ? 'person' : (objects[0] ?? 'person');
	const page = await get<Page>('/records/{object}', {
		params: { object },
		query: { limit: 8, fields: 'updated_at', sort: '-updated_at' },
		signal
	});
	return page.data.map((record) => ({ id: record.id, object, label: record.label }));
}
