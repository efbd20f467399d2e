// Filters between the tree of the expression language and what people build: groups of conditions, nested. What has no
// such form stays as it is and is shown as text, so that nothing is lost on the way there and back.
import type { Field, ObjectDef } from '../api/types';
import { kindOf } from '../fields/format';
import { fieldOf } from '../state/definitions.svelte';
import { expression, opsOf, PERIODS, type Chip, type Op } from './filters';

/** An expression as the server tells it. */
export interface Tree {
	op?: string;
	args?: Tree[];
	field?: string;
	var?: string;
	value?: unknown;
}

export type Join = 'all' | 'any' | 'none';

export type Node =
	| { kind: 'group'; join: Join; items: Node[] }
	| { kind: 'chip'; chip: Chip }
	/** Has no visual form; the text is filled in once the server has told it. */
	| { kind: 'other'; tree: Tree; text: string };

export type Group = Extract<Node, { kind: 'group' }>;

export function group(join: Join, items: Node[] = []): Group {
	return { kind: 'group', join, items };
}

/** Deeper than this nobody can read it; the language allows 20 levels. */
export const DEEPEST = 6;

export function nodeOf(tree: Tree, object: ObjectDef, depth = 0): Node {
	const other: Node = { kind: 'other', tree, text: '' };
	if (depth > DEEPEST) return other;
	const args = tree.args ?? [];
	const chip = chipOf(tree, object);
	if (chip) return { kind: 'chip', chip };
	if (tree.op === 'and') return group('all', nodesOf(args, object, depth));
	if (tree.op === 'or') return group('any', nodesOf(args, object, depth));
	if (tree.op === 'not' && args[0]) {
		const inner = nodeOf(args[0], object, depth + 1);
		if (inner.kind === 'other') return other;
		return inner.kind === 'group' && inner.join === 'any'
			? { ...inner, join: 'none' }
			: group('none', [inner]);
	}
	return other;
}

/** Two neighbours that bound a field by the same period are one condition. */
function nodesOf(args: Tree[], object: ObjectDef, depth: number): Node[] {
	const nodes: Node[] = [];
	for (let at = 0; at < args.length; at++) {
		const [one, next] = [args[at], args[at + 1]];
		if (!one) continue;
		const period = next && periodOf(one, next, object);
		if (period) {
			nodes.push({ kind: 'chip', chip: period });
			at++;
		} else {
			nodes.push(nodeOf(one, object, depth + 1));
		}
	}
	return nodes;
}

function periodOf(from: Tree, to: Tree, object: ObjectDef): Chip | null {
	const [field, begin] = from.args ?? [];
	const [other, end] = to.args ?? [];
	const unit = begin?.args?.[0]?.value;
	const fits =
		from.op === '>=' &&
		to.op === '<=' &&
		field?.field !== undefined &&
		field.field === other?.field &&
		begin?.op === 'start_of' &&
		end?.op === 'end_of' &&
		begin.args?.length === 1 &&
		end.args?.length === 1 &&
		end.args[0]?.value === unit &&
		PERIODS.some((known) => known === unit);
	return fits ? allowed(object, field.field ?? '', 'period', String(unit)) : null;
}

function allowed(object: ObjectDef, key: string, op: Op, value: string): Chip | null {
	const field = fieldOf(object, key);
	return field && opsOf(field).includes(op) ? { field: key, op, value } : null;
}

function chipOf({ op, args = [] }: Tree, object: ObjectDef): Chip | null {
	if (op === 'and' && args.length === 2 && args[0] && args[1]) return periodOf(args[0], args[1], object);
	const [left, right, third] = args;
	if (op === 'in' && right?.field && typeof left?.value === 'string') {
		return allowed(object, right.field, 'has', left.value) ?? allowed(object, right.field, 'is', left.value);
	}
	const key = left?.field;
	const field = key === undefined ? undefined : fieldOf(object, key);
	if (key === undefined || !field) return null;
	const make = (as: Op, value = '') => allowed(object, key, as, value);
	if (op === 'exists') return entry(third, make, right?.var);
	const value = right?.value;
	if (op === 'like' && typeof value === 'string') {
		const words = /^\*([^*]+)\*$/.exec(value)?.[1];
		return words === undefined ? null : make('contains', words);
	}
	if (op === 'in' && Array.isArray(value) && value.every((one) => typeof one === 'string'))
		return make('any', value.join(','));
	if (value === null && (op === '==' || op === '!=')) return make(op === '==' ? 'empty' : 'filled');
	if (op === '==' && right?.op === 'me') return make('me');
	const day = right?.op === 'date' ? right.args?.[0]?.value : undefined;
	if (typeof day === 'string') return op === '>=' ? make('from', day) : op === '<=' ? make('to', day) : null;
	if (op === '>=' && typeof value === 'number') return make('min', String(value));
	if (op === '<=' && typeof value === 'number') return make('max', String(value));
	if (op === '==') return equal(field, value, make);
	return null;
}

/** `emails.exists(e, e.value.contains("x"))` */
function entry(
	body: Tree | undefined,
	make: (op: Op, value: string) => Chip | null,
	name: string | undefined
): Chip | null {
	const [of, words] = body?.args ?? [];
	const fits = body?.op === 'contains' && of?.var === `${name}.value` && typeof words?.value === 'string';
	return fits ? make('contains', String(words.value)) : null;
}

function equal(field: Field, value: unknown, make: (op: Op, value: string) => Chip | null): Chip | null {
	const kind = kindOf(field);
	if (kind === 'boolean' && typeof value === 'boolean') return make('any', value ? 'yes' : 'no');
	if ((kind === 'select' || kind === 'stage') && typeof value === 'string') return make('any', value);
	if (typeof value === 'string' || typeof value === 'number') return make('is', String(value));
	return null;
}

/** The text of what was built; what says nothing yet is left out. */
export function textOf(node: Node, object: ObjectDef): string {
	if (node.kind === 'chip') return expression(node.chip, object) ?? '';
	if (node.kind === 'other') return node.text;
	const parts = node.items
		.map((item) => ({ item, text: textOf(item, object) }))
		.filter(({ text }) => text !== '');
	if (parts.length === 0) return '';
	const inner = parts
		.map(({ item, text }) => {
			const open =
				parts.length > 1 && (item.kind === 'other' || (item.kind === 'group' && item.join !== 'none'));
			return open && /&&|\|\|/.test(text) ? `(${text})` : text;
		})
		.join(node.join === 'all' ? ' && ' : ' || ');
	return node.join === 'none' ? `!(${inner})` : inner;
}

/** The conditions at the top as chips, and the rest as text. */
export function split(root: Group, object: ObjectDef): { chips: Chip[]; text: string } {
	if (root.join !== 'all') return { chips: [], text: textOf(root, object) };
	const chips = root.items.flatMap((item) => (item.kind === 'chip' ? [item.chip] : []));
	const rest = group(
		'all',
		root.items.filter((item) => item.kind !== 'chip')
	);
	return {
		chips: chips.filter((chip) => expression(chip, object) !== null),
		text: textOf(rest, object)
	};
}

/** All parts without a visual form. */
export function others(node: Node): Extract<Node, { kind: 'other' }>[] {
	if (node.kind === 'other') return [node];
	return node.kind === 'group' ? node.items.flatMap(others) : [];
}
