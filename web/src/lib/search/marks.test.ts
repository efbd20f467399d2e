import { describe, expect, it } from 'vitest';
import type { Hit } from '../api/types';
import { byObject, marked, pieces, searchAddress } from './marks';

const hit = (object: string, label: string, matches: Hit['matches'] = []): Hit => ({
	object,
	id: label,
	label,
	score: 1,
	matches
});
const shown = (list: { text: string; hit: boolean }[]) =>
	list.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');

describe('pieces', () => {
	it('counts code points', () => {
		expect(shown(pieces('👋🏽 Eva Berg', [[3, 6]]))).toBe('👋🏽 [Eva] Berg');
	});
	it('leaves out what overlaps and what lies behind the end', () => {
		const ranges: [number, number][] = [
			[0, 3],
			[1, 2],
			[60, 63]
		];
		expect(shown(pieces('Eva', ranges))).toBe('[Eva]');
	});
});

describe('marked', () => {
	it('marks the name where the words stand in it', () => {
		const { label, beside } = marked(
			hit('person', 'Eva Berg', [{ field: 'label', text: 'Eva Berg', ranges: [[4, 8]] }])
		);
		expect([shown(label), beside]).toEqual(['Eva [Berg]', []]);
	});
	it('shows the text in which they stand, and leaves the name alone', () => {
		const { label, beside } = marked(
			hit('note', 'A visit', [{ field: 'body', text: 'only 140 lux', ranges: [[9, 12]] }])
		);
		expect([shown(label), shown(beside)]).toEqual(['A visit', 'only 140 [lux]']);
	});
});

it('puts hits together by object, in the order of the best', () => {
	const groups = byObject([hit('person', 'a'), hit('note', 'b'), hit('person', 'c')]);
	expect(groups.map(([object, hits]) => [object, hits.map(({ id }) => id)])).toEqual([
		['person', ['a', 'c']],
		['note', ['b']]
	]);
});

it('says where all that is found stands', () => {
	expect(searchAddress('a & b', 'person')).toBe('/search?q=a+%26+b&object=person');
});
