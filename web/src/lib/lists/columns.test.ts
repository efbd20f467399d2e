import { describe, expect, it } from 'vitest';
import { beginnings, inSight, type Column } from './columns';

const columns = (count: number): Column[] =>
	Array.from({ length: count }, (_, place) => ({
		key: `c${place}`,
		field: null,
		title: '',
		width: place === 0 ? 280 : 200,
		numeric: false,
		sort: null,
		editable: false
	}));
const places = (count: number, left: number) => inSight(columns(count), left, 1000).map(({ place }) => place);

describe('inSight', () => {
	it('draws all of a few columns', () => {
		expect(places(8, 0)).toHaveLength(8);
	});
	it('draws what is in sight and a little beside it', () => {
		expect(places(60, 0)).toEqual([0, 1, 2, 3, 4, 5]);
		const middle = places(60, 5000);
		expect(middle[0]).toBe(0);
		expect(middle[1]).toBe(22);
		expect(inSight(columns(60), 5000, 1000, 7).map(({ place }) => place)[1]).toBe(7);
		expect(middle.at(-1)).toBe(30);
	});
});

it('knows where columns begin', () => {
	expect(beginnings(columns(3))).toEqual([36, 316, 516, 716]);
});
