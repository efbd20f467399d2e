import { describe, expect, test } from 'vitest';
import type { ObjectDef, Rec } from '../api/types';
import { addressOf, differs, stateOf, valuesOf, viewState } from './state';

const labels = { en: '', de: '' };
const object = {
	key: 'organization',
	labels,
	plural: labels,
	label: [['name']],
	fields: [
		{ id: 'name', key: 'name', labels, type: 'text' },
		{ id: 'employees', key: 'employees', labels, type: 'integer' }
	]
} as ObjectDef;

const state = {
	...stateOf(
		object,
		new URLSearchParams('f=employees~min~100&filter=name+!%3D+null&sort=-employees'),
		undefined
	),
	columns: ['employees'],
	show: 'board' as const,
	by: 'stage',
	group: 'name'
};
const view = { id: 'v1', label: 'Big', version: 1, ...valuesOf(object, state, {}) } as unknown as Rec;

describe('what a list shows', () => {
	test('comes back from its address', () => {
		const params = new URLSearchParams(addressOf(state));
		expect(stateOf(object, params, undefined)).toEqual(state);
	});

	test('comes back from a view, chips included, whose address names the view alone', () => {
		expect(view['filter']).toBe('employees >= 100 && name != null');
		expect(stateOf(object, new URLSearchParams('view=v1'), view)).toEqual({ ...state, view: 'v1' });
	});

	test('a filter that was changed elsewhere is shown as text', () => {
		const changed = viewState(object, { ...view, filter: 'employees > 5' });
		expect(changed.chips).toEqual([]);
		expect(changed.text).toBe('employees > 5');
	});

	test('once something is changed, all of it stands in the address beside the view', () => {
		const changed = { ...viewState(object, view), chips: [] };
		expect(differs(object, viewState(object, view), view)).toBe(false);
		expect(differs(object, changed, view)).toBe(true);
		const again = stateOf(object, new URLSearchParams(addressOf(changed)), view);
		expect(again).toEqual(changed);
	});

	test('a view whose layout is nonsense shows its filter', () => {
		const odd = viewState(object, { ...view, layout: 'nonsense', columns: 7 } as unknown as Rec);
		expect(odd.text).toBe('employees >= 100 && name != null');
		expect(odd.show).toBe('table');
	});
});
