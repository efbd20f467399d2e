// Filter chips: conditions that people put together without knowing the expression language, and their text in it.
import type { Field, ObjectDef, Rec } from '../api/types';
import { kindOf, optionsOf } from '../fields/format';
import { say, t, type Key } from '../i18n';
import { fieldOf } from '../state/definitions.svelte';

export interface Chip {
	field: string;
	op: Op;
	/** One value, or keys of options separated by commas; of a link the id. */
	value: string;
	/** What a link is called. */
	label?: string;
}

export type Op =
	'contains' | 'is' | 'any' | 'has' | 'min' | 'max' | 'from' | 'to' | 'period' | 'me' | 'empty' | 'filled';

export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;

/** What can be asked of a field, the most useful first. */
export function opsOf(field: Field): Op[] {
	switch (kindOf(field)) {
		case 'text':
		case 'auto_number':
			return ['contains', 'is', 'empty', 'filled'];
		case 'email':
		case 'phone':
		case 'url':
			return ['contains', 'empty', 'filled'];
		case 'tags':
			return ['has', 'empty', 'filled'];
		case 'select':
		case 'stage':
		case 'boolean':
			return ['any', 'empty', 'filled'];
		case 'integer':
		case 'decimal':
		case 'money':
		case 'percentage':
		case 'rating':
			return ['min', 'max', 'is', 'empty', 'filled'];
		case 'date':
		case 'timestamp':
			return ['period', 'from', 'to', 'empty', 'filled'];
		case 'owner':
			return ['me', 'is', 'empty', 'filled'];
		case 'link':
			return ['is', 'empty', 'filled'];
		default:
			return [];
	}
}

/** These compare with nothing. */
export const NEEDLESS: Op[] = ['empty', 'filled', 'me'];

/** A condition on a field to begin with. */
export function firstChip(field: Field, op: Op = opsOf(field)[0] ?? 'filled'): Chip {
	return { field: field.key, op, value: op === 'period' ? 'month' : '' };
}

export function filterable(object: ObjectDef): Field[] {
	return object.fields.filter((field) => !['id', 'version'].includes(field.key) && opsOf(field).length > 0);
}

const quote = (text: string) => JSON.stringify(text);

/** A chip in the expression language; null when it says nothing yet. */
export function expression(chip: Chip, object: ObjectDef): string | null {
	const field = fieldOf(object, chip.field);
	if (!field) return null;
	const { key } = field;
	const kind = kindOf(field);
	const value = chip.value.trim();
	if (chip.op === 'empty') return `${key} == null`;
	if (chip.op === 'filled') return `${key} != null`;
	if (chip.op === 'me') return `${key} == me()`;
	if (!value) return null;
	const isNumber = /^-?\d+(\.\d+)?$/.test(value);
	switch (chip.op) {
		case 'contains':
			if (kind === 'email' || kind === 'phone' || kind === 'url') {
				return `${key}.exists(e, e.value.contains(${quote(kind === 'email' ? value.toLowerCase() : value)}))`;
			}
			return `like(${key}, ${quote(`*${value.replaceAll('*', '')}*`)})`;
		case 'has':
			return `${quote(value)} in ${key}`;
		case 'any':
			if (kind === 'boolean') return `${key} == ${value === 'yes'}`;
			return `${key} in [${value.split(',').map(quote).join(', ')}]`;
		case 'is':
			if (kind === 'link' || kind === 'owner')
				return field.many ? `${quote(value)} in ${key}` : `${key} == ${quote(value)}`;
			if (kind === 'text' || kind === 'auto_number') return `${key} == ${quote(value)}`;
			return isNumber ? `${key} == ${value}` : null;
		case 'min':
			return isNumber ? `${key} >= ${value}` : null;
		case 'max':
			return isNumber ? `${key} <= ${value}` : null;
		case 'from':
			return `${key} >= date(${quote(value)})`;
		case 'to':
			return `${key} <= date(${quote(value)})`;
		case 'period':
			return `${key} >= start_of(${quote(value)}) && ${key} <= end_of(${quote(value)})`;
	}
}

/** Chips and text together. */
export function wholeExpression(chips: Chip[], text: string, object: ObjectDef): string {
	const parts = chips.map((chip) => expression(chip, object)).filter((part) => part !== null);
	const rest = text.trim();
	if (rest) parts.push(parts.length > 0 && rest.includes('||') ? `(${rest})` : rest);
	return parts.join(' && ');
}

export const OP_NAMES: Record<Op, Key> = {
	contains: 'filter.contains',
	is: 'filter.is',
	any: 'filter.any',
	has: 'filter.has',
	min: 'filter.min',
	max: 'filter.max',
	from: 'filter.from',
	to: 'filter.to',
	period: 'filter.period',
	me: 'filter.me',
	empty: 'filter.empty',
	filled: 'filter.filled'
};

export const PERIOD_NAMES: Record<(typeof PERIODS)[number], Key> = {
	day: 'period.day',
	week: 'period.week',
	month: 'period.month',
	quarter: 'period.quarter',
	year: 'period.year'
};

/** The value of a chip as people read it. */
export function chipValue(chip: Chip, field: Field, record?: Rec): string {
	if (chip.op === 'any') {
		if (kindOf(field) === 'boolean') return t(chip.value === 'yes' ? 'value.yes' : 'value.no');
		const names = chip.value.split(',').map((key) => {
			return say(optionsOf(field, record).find((option) => option.key === key)?.labels) || key;
		});
		return names.join(', ');
	}
	if (chip.op === 'period') return t(PERIOD_NAMES[chip.value as keyof typeof PERIOD_NAMES] ?? 'period.day');
	return chip.label ?? chip.value;
}

/** Chips in the address of a list: `field~op~value~label`. */
export function chipsFrom(texts: string[]): Chip[] {
	return texts.flatMap((text) => {
		const [field, op, value = '', label] = text.split('~').map((part) => part.replaceAll('%7E', '~'));
		return field && op && op in OP_NAMES ? [{ field, op: op as Op, value, ...(label ? { label } : {}) }] : [];
	});
}

export function chipText({ field, op, value, label }: Chip): string {
	const parts = label ? [field, op, value, label] : [field, op, value];
	return parts.map((part) => part.replaceAll('~', '%7E')).join('~');
}
