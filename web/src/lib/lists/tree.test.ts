import { describe, expect, test } from 'vitest';
import type { Field, ObjectDef } from '../api/types';
import { group, nodeOf, others, split, textOf, type Tree } from './tree';

const labels = { en: '', de: '' };
const of = (key: string, type: Field['type']) => ({ id: key, key, labels, type }) as Field;
const object = {
	key: 'organization',
	labels,
	plural: labels,
	label: [['name']],
	fields: [
		of('name', 'text'),
		of('employees', 'integer'),
		of('tags', 'tags'),
		of('emails', 'email'),
		of('created_at', 'timestamp'),
		of('owner', 'owner'),
		of('industry', 'select')
	]
} as ObjectDef;

const call = (op: string, ...args: Tree[]): Tree => ({ op, args });
const field = (name: string): Tree => ({ field: name });
const value = (given: unknown): Tree => ({ value: given });

const NAME = call('==', field('name'), value('x'));
const SIZE = call('>=', field('employees'), value(10));
const TAG = call('in', value('VIP'), field('tags'));

const simple: [Tree, string][] = [
	[NAME, 'name == "x"'],
	[call('==', field('name'), value(null)), 'name == null'],
	[call('like', field('name'), value('*mü*')), 'like(name, "*mü*")'],
	[SIZE, 'employees >= 10'],
	[TAG, '"VIP" in tags'],
	[call('in', field('industry'), value(['a', 'b'])), 'industry in ["a", "b"]'],
	[call('==', field('owner'), call('me')), 'owner == me()'],
	[
		call('exists', field('emails'), { var: 'e' }, call('contains', { var: 'e.value' }, value('@x.de'))),
		'emails.exists(e, e.value.contains("@x.de"))'
	],
	[call('>=', field('created_at'), call('date', value('2026-01-01'))), 'created_at >= date("2026-01-01")']
];

describe('a filter as it is built', () => {
	test.each(simple)('each condition goes there and back: %#', (tree, text) => {
		const node = nodeOf(tree, object);
		expect(node.kind).toBe('chip');
		expect(textOf(node, object)).toBe(text);
	});

	test('groups keep how they are nested', () => {
		const node = nodeOf(call('and', NAME, call('or', SIZE, call('not', TAG))), object);
		expect(textOf(node, object)).toBe('name == "x" && (employees >= 10 || !("VIP" in tags))');
		const none = nodeOf(call('not', call('or', NAME, SIZE)), object);
		expect(none).toMatchObject({ kind: 'group', join: 'none' });
		expect(textOf(none, object)).toBe('!(name == "x" || employees >= 10)');
	});

	test('a period is one condition wherever its two halves stand together', () => {
		const from = call('>=', field('created_at'), call('start_of', value('month')));
		const to = call('<=', field('created_at'), call('end_of', value('month')));
		expect(nodeOf(call('and', from, to), object)).toMatchObject({ chip: { op: 'period', value: 'month' } });
		const among = nodeOf(call('and', NAME, from, to), object);
		expect(among).toMatchObject({ items: [{ kind: 'chip' }, { chip: { op: 'period' } }] });
	});

	test('what has no visual form stays, with its brackets', () => {
		const odd = call('startsWith', field('name'), value('M'));
		const node = nodeOf(call('or', NAME, odd), object);
		const [left] = others(node);
		expect(left?.tree).toEqual(odd);
		if (left) left.text = 'name.startsWith("M") && true';
		expect(textOf(node, object)).toBe('name == "x" || (name.startsWith("M") && true)');
	});

	test('a path through a link and a field nobody knows have none', () => {
		for (const name of ['parent.employees', 'secret'])
			expect(nodeOf(call('>=', field(name), value(3)), object).kind).toBe('other');
	});

	test('conditions at the top become chips, the rest text', () => {
		const root = group('all', [
			nodeOf(SIZE, object),
			nodeOf(call('or', NAME, TAG), object),
			{ kind: 'chip', chip: { field: 'name', op: 'is', value: '' } }
		]);
		expect(split(root, object)).toEqual({
			chips: [{ field: 'employees', op: 'min', value: '10' }],
			text: 'name == "x" || "VIP" in tags'
		});
	});
});
