// What a board consists of: the fields that can be one, their columns, and what has to be known to move a card.
import type { Field, ObjectDef, Option, Rec } from '../api/types';
import { kindOf } from '../fields/format';
import { definitions, fieldOf } from '../state/definitions.svelte';

/** More columns than this are no board any more. */
const MOST = 24;

export interface Board {
	field: Field;
	/** Of stages that belong to a pipeline: which one. */
	pipeline: Rec | null;
	options: Option[];
	/** What columns are summed by. */
	sum: Field | null;
	/** Since when a record has been in its column. */
	since: Field | null;
}

export function boardFields(object: ObjectDef): Field[] {
	const count = (field: Field) =>
		field.stages_from ? 1 : (field.options ?? []).filter((option) => !retired(option)).length;
	return object.fields
		.filter(({ type, many }) => (type === 'stage' || type === 'select') && !many)
		.filter((field) => count(field) > 0 && count(field) <= MOST)
		.sort((a, b) => Number(b.type === 'stage') - Number(a.type === 'stage'));
}

const retired = (option: Option & { retired?: boolean }) => option.retired === true;

export function pipelinesOf(object: ObjectDef): Rec[] {
	return definitions.pipelines.filter(
		(pipeline) => (pipeline['object'] ?? object.key) === object.key && pipeline['active'] !== false
	);
}

/** A board as the address says it, `field` or `field~pipeline`; the first there is when it says nothing. */
export function boardOf(object: ObjectDef, by: string): Board | null {
	const fields = boardFields(object);
	const [key, chosen] = by.split('~');
	const field = fields.find((one) => one.key === key) ?? fields[0];
	if (!field) return null;
	const pipelines = field.stages_from ? pipelinesOf(object) : [];
	const pipeline = pipelines.find(({ id }) => id === chosen) ?? pipelines[0] ?? null;
	const options = field.stages_from ? ((pipeline?.['stages'] ?? []) as Option[]) : (field.options ?? []);
	const since = fieldOf(object, `${field.key}_since`);
	return {
		field,
		pipeline,
		options: options.filter((option) => !retired(option)),
		sum: object.fields.find((one) => kindOf(one) === 'money' && !one.many) ?? null,
		since: since && kindOf(since) === 'timestamp' ? since : null
	};
}

/** What must hold for all cards of a board. */
export function boardFilter(board: Board, filter: string): string {
	const of = board.pipeline ? `${board.field.stages_from} == ${JSON.stringify(board.pipeline.id)}` : '';
	return [filter && /\|\|/.test(filter) && of ? `(${filter})` : filter, of].filter(Boolean).join(' && ');
}

export function columnFilter(board: Board, filter: string, key: string | null): string {
	const whole = boardFilter(board, filter);
	const one = `${board.field.key} == ${key === null ? 'null' : JSON.stringify(key)}`;
	return whole ? `${/\|\|/.test(whole) && !board.pipeline ? `(${whole})` : whole} && ${one}` : one;
}

/** What a card is read with: what it shows, and what a move may have to ask for. */
export function cardFields(board: Board, object: ObjectDef, columns: string[]): string {
	const asked = [
		...columns,
		board.field.key,
		board.field.stages_from,
		board.since?.key,
		board.sum?.key,
		...board.options.flatMap((option) => missingFields(object, option, null).map((field) => field.key))
	];
	return [...new Set(asked)].filter((key) => key && fieldOf(object, key)).join(',');
}

const isEmpty = (value: unknown) =>
	value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** What is still to be said before a record can go to a column; of a loss always the reason. */
export function missingFields(object: ObjectDef, to: Option, record: Rec | null): Field[] {
	const reason = to.kind === 'lost' ? ['loss_reason'] : [];
	return [...new Set([...(to.required ?? []), ...reason])]
		.flatMap((key) => fieldOf(object, key) ?? [])
		.filter((field) => !field.read_only && (record === null || isEmpty(record[field.key])));
}

/** Whether the way leads from one column to another. */
export function mayMove(board: Board, from: string | null, to: string | null): boolean {
	if (from === to || to === null) return false;
	const next = board.options.find(({ key }) => key === from)?.next;
	return !next || next.includes(to);
}

/** How many days a record has been in its column, and whether that is too long. */
export function age(board: Board, record: Rec, now: number): { days: number; stale: boolean } | null {
	const since = board.since && record[board.since.key];
	if (typeof since !== 'string') return null;
	const spent = Math.max(0, (now - Date.parse(since)) / 86_400_000);
	const most = board.options.find(({ key }) => key === record[board.field.key])?.max_days;
	return { days: Math.floor(spent), stale: most !== undefined && spent > most };
}
