// What records are called of which only the id is known: history keeps ids. Each is asked for once.
import { get } from '../api/client';
import type { Rec } from '../api/types';

const known = $state<Record<string, string>>({});
const asked = new Set<string>();

/** The label of a record, empty until it is known. */
export function labelOf(id: string, objects: string[]): string {
	if (!asked.has(id)) {
		asked.add(id);
		void ask(id, objects);
	}
	return known[id] ?? '';
}

async function ask(id: string, objects: string[]) {
	for (const object of objects) {
		const query = { fields: 'updated_at', trash: 'with' };
		const record = await get<Rec>('/records/{object}/{id}', { params: { object, id }, query }).catch(
			() => null
		);
		if (record) {
			known[id] = record.label;
			return;
		}
	}
	known[id] = '–';
}
