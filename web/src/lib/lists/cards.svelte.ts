// The cards of a board, column by column, with their number and sum, and moving one.
import { call, follow, get, Problem } from '../api/client';
import type { Money, ObjectDef, Page, Rec } from '../api/types';
import { say, t } from '../i18n';
import { change } from '../records/write';
import { toasts } from '../state/toasts.svelte';
import { boardFilter, cardFields, columnFilter, type Board } from './board';

const PAGE = 50;

export interface Lane {
	/** The key of the option; null: none is set. */
	key: string | null;
	cards: Rec[];
	next: string | null;
	count: number;
	sum: Money | null;
}

export class Cards {
	lanes = $state.raw<Lane[]>([]);
	loading = $state(true);
	failed = $state<Error | null>(null);
	private running: AbortController | undefined;
	/** Moves are sent one after the other: who presses twice means the second from where the first leads. */
	private turn: Promise<unknown> = Promise.resolve();
	private versions = new Map<string, number>();

	async load(object: ObjectDef, board: Board, filter: string, sort: string, columns: string[]) {
		this.running?.abort();
		const { signal } = (this.running = new AbortController());
		const fields = cardFields(board, object, columns);
		try {
			const measures = [{ fn: 'count' }, ...(board.sum ? [{ fn: 'sum', field: board.sum.key }] : [])];
			const counted = call<{ rows: unknown[][] }>('POST', '/query', {
				body: {
					object: object.key,
					filter: boardFilter(board, filter),
					group: [{ field: board.field.key }],
					measures
				},
				signal
			});
			const keys = [...(board.field.required ? [] : [null]), ...board.options.map(({ key }) => key)];
			const listed = keys.map((key) =>
				get<Page>('/records/{object}', {
					params: { object: object.key },
					query: { filter: columnFilter(board, filter, key), sort, fields, limit: PAGE },
					signal
				})
			);
			// Awaited together: one that is given up must not fail where nobody listens any more.
			const [{ data }, pages] = await Promise.all([counted, Promise.all(listed)]);
			const rows = data.rows;
			this.lanes = keys
				.map((key, at): Lane => {
					const row = rows.find(([value]) => (value ?? null) === key);
					const page = pages[at];
					return {
						key,
						cards: page?.data ?? [],
						next: page?.next ?? null,
						count: Number(row?.[1] ?? 0),
						sum: (row?.[2] as Money | null) ?? null
					};
				})
				.filter((lane) => lane.key !== null || lane.count > 0);
			this.failed = null;
			this.loading = false;
		} catch (error) {
			if (signal.aborted) return;
			this.failed = error as Error;
			this.loading = false;
		}
	}

	async more(lane: Lane) {
		if (!lane.next) return;
		const { next } = lane;
		try {
			const page = await follow<Page>(next, { signal: this.running?.signal });
			this.lanes = this.lanes.map((one) =>
				one.key === lane.key && one.next === next
					? { ...one, cards: [...one.cards, ...page.data], next: page.next }
					: one
			);
		} catch (error) {
			if (!this.running?.signal.aborted) toasts.failed(error);
		}
	}

	/**
	 * Puts a record into another column: at once on the screen, and back if the server refuses. Throws what has to be
	 * asked of the user.
	 */
	async move(object: ObjectDef, board: Board, record: Rec, to: string, values: Record<string, unknown>) {
		const before = this.lanes;
		const { key } = board.field;
		this.shift(record, to, { ...record, ...values, [key]: to });
		const name = say(board.options.find((option) => option.key === to)?.labels);
		try {
			const text = t('board.moved', { label: record.label, stage: name });
			const send = () => {
				const version = Math.max(record.version, this.versions.get(record.id) ?? 0);
				return change({ ...record, version }, object.key, { ...values, [key]: to }, text);
			};
			const sent = this.turn.then(send, send);
			this.turn = sent;
			const next = await sent;
			this.versions.set(next.id, next.version);
			this.lanes = this.lanes.map((lane) => ({
				...lane,
				cards: lane.cards.map((card) =>
					// A later move of the same card may be under way.
					card.id === next.id ? { ...card, ...next, [key]: card[key] } : card
				)
			}));
		} catch (error) {
			this.lanes = before;
			if (error instanceof Problem && error.status === 422) throw error;
			toasts.failed(error);
		}
	}

	private shift(record: Rec, to: string, next: Rec) {
		this.lanes = this.lanes.map((lane) => {
			const without = lane.cards.filter(({ id }) => id !== record.id);
			const was = without.length < lane.cards.length;
			const is = lane.key === to;
			return {
				...lane,
				cards: is ? [next, ...without] : without,
				count: lane.count - (was ? 1 : 0) + (is ? 1 : 0)
			};
		});
	}
}
