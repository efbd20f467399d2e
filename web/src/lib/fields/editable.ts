// Which fields people can change, and how much room their controls need.
import type { Field } from '../api/types';
import { kindOf } from './format';

const NEVER = new Set(['id', 'external_ids', 'json', 'file', 'auto_number', 'total', 'rollup']);
/** Of several lines: in a list they get a box of their own over the cell. */
const LARGE = new Set([
	'long_text',
	'rich_text',
	'email',
	'phone',
	'url',
	'social',
	'address',
	'multi_select'
]);

export function editable(field: Field): boolean {
	return !field.read_only && !NEVER.has(field.type) && field.type !== 'formula';
}

/** Saved by a button, because Enter and leaving it mean something else in them. */
export function isLarge(field: Field): boolean {
	return LARGE.has(kindOf(field)) || !!field.many;
}

/** What a list can be sorted by. */
export function sortable(field: Field): boolean {
	return (
		!field.many &&
		[
			'text',
			'integer',
			'decimal',
			'money',
			'boolean',
			'date',
			'timestamp',
			'duration',
			'select',
			'stage',
			'link',
			'owner',
			'percentage',
			'rating',
			'auto_number',
			'total',
			'rollup'
		].includes(field.type)
	);
}
