// What the timeline of a record shows, as the address says it, and how the API is asked for it.
import { addDays, toInstant } from '../fields/zone';

/** What it is narrowed to; empty where it is not. */
export interface Narrowing {
	kind: string;
	channel: string;
	text: string;
	/** First and last day. */
	from: string;
	to: string;
	/** A moment: what happened until then, for links to one entry. */
	at: string;
}

const NAMES = ['kind', 'channel', 'text', 'from', 'to', 'at'] as const;

export function narrowingOf(params: URLSearchParams): Narrowing {
	const said = Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? '']));
	return said as unknown as Narrowing;
}

export const isNarrowed = (narrowing: Narrowing) => NAMES.some((name) => narrowing[name] !== '');

/** The rest of an address, with the tab it had. */
export function addressOf(narrowing: Partial<Narrowing>, tab: string | null): string {
	const params = new URLSearchParams();
	if (tab) params.set('tab', tab);
	for (const name of NAMES) if (narrowing[name]) params.set(name, narrowing[name]);
	return `?${params}`;
}

/** What the API is asked. Days are those of the reader's zone, the last one included. */
export function queryOf({ kind, channel, text, from, to, at }: Narrowing, zone: string) {
	const day = (date: string) => (/^\d{4}-\d\d-\d\d$/.test(date) ? toInstant(`${date}T00:00`, zone) : null);
	// The API answers what happened before a moment, and the entry itself is wanted too.
	const upTo = Number.isNaN(Date.parse(at)) ? null : new Date(Date.parse(at) + 1).toISOString();
	return {
		kind: kind || undefined,
		channel: channel || undefined,
		text: text.trim() || undefined,
		from: (from && day(from)) || undefined,
		to: upTo ?? ((to && day(to) && day(addDays(to, 1))) || undefined),
		limit: 30
	};
}
