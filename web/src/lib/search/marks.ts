// A text in pieces, so that what was found in it can be marked.
import type { Hit } from '../api/types';

export interface Piece {
	text: string;
	hit: boolean;
}

/** The pieces of a text; ranges count code points, as the server does. */
export function pieces(text: string, ranges: [number, number][]): Piece[] {
	const points = [...text];
	const list: Piece[] = [];
	let end = 0;
	for (const [from, to] of ranges) {
		if (from < end) continue;
		list.push({ text: points.slice(end, from).join(''), hit: false });
		list.push({ text: points.slice(from, to).join(''), hit: true });
		end = to;
	}
	list.push({ text: points.slice(end).join(''), hit: false });
	return list.filter((piece) => piece.text);
}

/** Where the words stand: in what the record is called, and else in what was found beside it. */
export function marked({ label, matches }: Hit): { label: Piece[]; beside: Piece[] } {
	const inLabel = matches.find(({ text }) => text === label);
	const elsewhere = inLabel ? undefined : matches[0];
	return {
		label: pieces(label, inLabel?.ranges ?? []),
		beside: elsewhere ? pieces(elsewhere.text, elsewhere.ranges) : []
	};
}

/** Hits by object, the object of the best one first. */
export function byObject(hits: Hit[]): [string, Hit[]][] {
	const groups = new Map<string, Hit[]>();
	for (const hit of hits) groups.set(hit.object, [...(groups.get(hit.object) ?? []), hit]);
	return [...groups];
}

/** Where all that is found has a page of its own. */
export function searchAddress(words: string, object = ''): string {
	const params = new URLSearchParams({ q: words });
	if (object) params.set('object', object);
	return `/search?${params}`;
}
