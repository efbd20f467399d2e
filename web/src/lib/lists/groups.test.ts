import { describe, expect, test } from 'vitest';
import type { Field, Rec } from '../api/types';
import { groupKey, itemsOf } from './groups';

const labels = { en: '', de: '' };
const field = {
	id: 'kind',
	key: 'kind',
	labels,
	type: 'select',
	options: [
		{ key: 'a', labels: { en: 'First', de: 'Erste' } },
		{ key: 'b', labels: { en: 'Second', de: 'Zweite' } }
	]
} as Field;
const rows = ['a', 'a', 'b', null].map((kind, at) => ({ id: String(at), kind }) as unknown as Rec);

describe('rows in groups', () => {
	test('each group begins with its head', () => {
		expect(itemsOf(rows, field, new Set())).toMatchObject([
			{ key: 'a', label: 'First' },
			0,
			1,
			{ key: 'b', label: 'Second' },
			2,
			{ key: '' },
			3
		]);
	});
	test('of a closed group only the head is left', () => {
		expect(itemsOf(rows, field, new Set(['a', '']))).toMatchObject([
			{ key: 'a' },
			{ key: 'b' },
			2,
			{ key: '' }
		]);
	});
	test('without a field there are rows alone', () => {
		expect(itemsOf(rows, null, new Set(['a']))).toEqual([0, 1, 2, 3]);
	});
	test('links are told apart by their record, not by what it is called', () => {
		expect(groupKey({ id: 'x', object: 'user', label: 'Ada' })).toBe('x');
		expect(groupKey(false)).toBe('false');
	});
});
