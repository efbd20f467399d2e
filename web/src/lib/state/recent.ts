// Records looked at last on this machine, to be offered before anything is typed.
import type { Ref } from '../api/types';

const KEY = 'kontor.recent';
const KEPT = 8;

export function recent(): Ref[] {
	try {
		const list = JSON.parse(localStorage.getItem(KEY) ?? '[]') as unknown;
		return Array.isArray(list) ? (list as Ref[]).filter((ref) => ref?.id && ref.object).slice(0, KEPT) : [];
	} catch {
		return [];
	}
}

export function remember(ref: Ref) {
	const list = [ref, ...recent().filter(({ id }) => id !== ref.id)].slice(0, KEPT);
	try {
		localStorage.setItem(KEY, JSON.stringify(list));
	} catch {
		// Nothing is kept then.
	}
}

export function forgetRecent() {
	localStorage.removeItem(KEY);
}
