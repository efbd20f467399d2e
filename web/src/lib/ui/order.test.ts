// Things in an order of one's own.
import { expect, it } from 'vitest';
import { moved, ordered } from './order';

const things = ['person', 'note', 'x_machine'].map((key) => ({ key }));
const keys = (list: { key: string }[]) => list.map(({ key }) => key);

it('leaves what nobody has put elsewhere behind the rest', () => {
	expect(keys(ordered(things, []))).toEqual(['person', 'note', 'x_machine']);
	expect(keys(ordered(things, ['x_machine', 'gone', 'person']))).toEqual(['x_machine', 'person', 'note']);
});

it('moves one and keeps within the ends', () => {
	expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
	expect(moved(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
	expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
	expect(moved(['a', 'b', 'c'], 'c', 9)).toEqual(['a', 'b', 'c']);
	expect(moved(['a', 'b'], 'z', 0)).toEqual(['a', 'b']);
});
