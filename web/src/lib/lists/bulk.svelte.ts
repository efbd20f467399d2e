// What is done to many records at once: in parts as large as the server takes, with progress, a way to stop, and one
// undo for all of it.
import { call, get, follow, Problem } from '../api/client';
import type { Page, Rec } from '../api/types';
import { onceKey, type BatchCommand } from '../records/write';
import { live } from '../state/live.svelte';
import { toasts } from '../state/toasts.svelte';
import type { Asked } from './rows.svelte';

/** As many commands as one batch takes. */
const PART = 500;
/** As many records can be chosen at once. */
export const MOST = 50_000;

/** Which records: those that were ticked, or all that the list shows. */
export interface Chosen {
	object: string;
	ids: string[];
	/** The list, when all of it is meant. */
	all: Asked | null;
	count: number;
}

/** An expression that names records; its tree, because there may be many. */
function named(ids: string[]): object {
	const parts = [];
	for (let at = 0; at < ids.length; at += 1000)
		parts.push({ op: 'in', args: [{ field: 'id' }, { value: ids.slice(at, at + 1000) }] });
	return parts.length === 1 ? (parts[0] ?? {}) : { op: 'or', args: parts };
}

export function filterOf(chosen: Chosen): string | object {
	return chosen.all ? chosen.all.filter : named(chosen.ids);
}

/** Reads the chosen records with the fields that a change is about; says how far it is. */
export async function read(
	chosen: Chosen,
	fields: string[],
	signal: AbortSignal,
	onread: (count: number) => void
): Promise<Rec[]> {
	const records: Rec[] = [];
	const wanted = fields.join(',') || 'updated_at';
	const options = { params: { object: chosen.object }, signal };
	if (chosen.all) {
		const { filter, trash } = chosen.all;
		let page = await get<Page>('/records/{object}', {
			...options,
			query: { filter, trash, fields: wanted, limit: 200 }
		});
		records.push(...page.data);
		while (page.next && records.length < MOST) {
			page = await follow<Page>(page.next, { signal });
			records.push(...page.data);
			onread(records.length);
		}
	} else {
		for (const part of chunks(chosen.ids, 200)) {
			const body = { filter: named(part), trash: 'with', fields: wanted, limit: 200 };
			const page = await call<Page>('POST', '/records/{object}/list', { ...options, body });
			records.push(...page.data.data);
			onread(records.length);
		}
	}
	return records.slice(0, MOST);
}

function chunks<T>(list: T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
		list.slice(at * size, (at + 1) * size)
	);
}

export class Bulk {
	done = $state(0);
	total = $state(0);
	running = $state(false);
	private stopped = false;

	stop() {
		this.stopped = true;
	}

	/** Runs the commands; throws the refusal of a part, after which nothing more is done. What was done can be undone. */
	async run(commands: BatchCommand[], text: (count: number) => string) {
		this.running = true;
		this.stopped = false;
		this.done = 0;
		this.total = commands.length;
		const changeSets: string[] = [];
		try {
			for (const part of chunks(commands, PART)) {
				if (this.stopped) break;
				const { changeSet } = await call('POST', '/batch', {
					body: { commands: part },
					headers: { 'Idempotency-Key': onceKey() }
				});
				if (changeSet) changeSets.push(changeSet);
				this.done += part.length;
			}
		} finally {
			this.running = false;
			if (changeSets.length > 0) {
				toasts.reversible(text(this.done), async () => {
					for (const changeSet of changeSets.reverse())
						await call('POST', '/undo/{change_set}', { params: { change_set: changeSet } });
				});
			}
			live.tell({ object: null, id: null });
		}
	}

	/** The record that a refusal is about. */
	blamed(error: unknown, records: Rec[]): Rec | undefined {
		if (!(error instanceof Problem)) return undefined;
		const at = /^\/commands\/(\d+)/.exec(error.errors[0]?.pointer ?? '')?.[1];
		return at === undefined ? undefined : records[this.done + Number(at)];
	}
}
