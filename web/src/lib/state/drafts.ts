// What was typed and not saved, kept on this machine until it is: it outlives a closed page and a lost connection. Each
// user of a browser has drafts of his own.
import { session } from './session.svelte';

const key = (place: string) => `kontor.draft.${session.me?.user?.id ?? ''}.${place}`;

export function keptDraft<T>(place: string): T | null {
	try {
		return JSON.parse(localStorage.getItem(key(place)) ?? 'null') as T | null;
	} catch {
		// What can't be read is no draft.
		return null;
	}
}

export function keepDraft(place: string, draft: unknown) {
	try {
		localStorage.setItem(key(place), JSON.stringify(draft));
	} catch {
		// Then it lives as long as the page.
	}
}

export function dropDraft(place: string) {
	try {
		localStorage.removeItem(key(place));
	} catch {
		// Then there is none.
	}
}
