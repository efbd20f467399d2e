import { describe, expect, it } from 'vitest';
import type { Field, ObjectDef } from '../api/types';
import { chipText, chipsFrom, expression, opsOf, wholeExpression, type Chip } from './filters';

const labels = { en: '', de: '' };
const field = (key: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
	id: key,
	key,
	labels,
	type,
	...more
});
const object: ObjectDef = {
	key: 'person',
	labels,
	plural: labels,
	label: [['name']],
	fields: [
		field('name', 'text'),
		field('emails', 'email'),
		field('tags', 'tags'),
		field('amount', 'money'),
		field('stage', 'select'),
		field('at', 'timestamp'),
		field('owner', 'owner'),
		field('members', 'link', { many: true, targets: ['person'] })
	]
};
const said = (name: string, op: Chip['op'], value = '') => expression({ field: name, op, value }, object);

describe('a chip', () => {
	it('is an expression by the type of its field', () => {
		expect(said('name', 'contains', 'mül')).toBe('like(name, "*mül*")');
		expect(said('emails', 'contains', 'X.de')).toBe('emails.exists(e, e.value.contains("x.de"))');
		expect(said('tags', 'has', 'VIP')).toBe('"VIP" in tags');
		expect(said('stage', 'any', 'new,won')).toBe('stage in ["new", "won"]');
		expect(said('amount', 'min', '10.5')).toBe('amount >= 10.5');
		expect(said('at', 'period', 'week')).toBe('at >= start_of("week") && at <= end_of("week")');
		expect(said('owner', 'me')).toBe('owner == me()');
		expect(said('members', 'is', '1')).toBe('"1" in members');
		expect(said('name', 'empty')).toBe('name == null');
	});
	it('quotes what people type', () => {
		expect(said('name', 'is', 'a" || true || "')).toBe('name == "a\\" || true || \\""');
		expect(said('amount', 'min', '1 || true')).toBeNull();
	});
	it('says nothing about fields that are gone or values that are missing', () => {
		expect(said('nothing', 'is', 'x')).toBeNull();
		expect(said('name', 'contains', ' ')).toBeNull();
	});
	it('survives the address of a list', () => {
		const chips: Chip[] = [
			{ field: 'name', op: 'contains', value: 'a~b&c=d' },
			{ field: 'owner', op: 'is', value: '1', label: 'Ada ~ Admin' }
		];
		const params = new URLSearchParams();
		for (const chip of chips) params.append('f', chipText(chip));
		expect(chipsFrom(new URLSearchParams(params.toString()).getAll('f'))).toEqual(chips);
		expect(chipsFrom(['', 'x', 'name~drop~1'])).toEqual([]);
	});
	it('is joined with the text, which keeps its meaning', () => {
		const chips: Chip[] = [{ field: 'name', op: 'filled', value: '' }];
		expect(wholeExpression(chips, 'amount > 1 || amount == null', object)).toBe(
			'name != null && (amount > 1 || amount == null)'
		);
		expect(wholeExpression([], ' amount > 1 ', object)).toBe('amount > 1');
		expect(wholeExpression([], '', object)).toBe('');
	});
	it('can be made of every field that can be asked', () => {
		for (const one of object.fields) expect(opsOf(one).length).toBeGreaterThan(0);
	});
});
