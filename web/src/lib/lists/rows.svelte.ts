// The records of a list, page after page, read anew when something changes beneath the reader's eyes.
import { follow, get } from '../api/client';
import type { Page, Rec } from '../api/types';
import { toasts } from '../state/toasts.svelte';

const PAGE = 100;

export interface Asked {
	object: string;
	filter: string;
	sort: string;
	fields: string;
	trash: 'only' | undefined;
}

export class Rows {
	list = $state.raw<Rec[]>([]);
	count = $state<number | null>(null);
	loading = $state(true);
	failed = $state<Error | null>(null);
	private next: string | null = null;
	private running: AbortController | undefined;

	/** Reads the first page; quietly leaves what is shown until the answer is there. */
	async load({ object, ...query }: Asked, quietly: boolean) {
		this.running?.abort();
		const controller = (this.running = new AbortController());
		if (!quietly) {
			this.list = [];
			this.next = null;
			this.count = null;
		}
		this.loading = !quietly;
		try {
			const limit = quietly ? Math.min(200, Math.max(PAGE, this.list.length)) : PAGE;
			const list = { params: { object }, signal: controller.signal };
			const answer = await get<Page>('/records/{object}', { ...list, query: { ...query, limit } });
			this.failed = null;
			this.list = answer.data;
			this.next = answer.next;
			this.loading = false;
			if (answer.next) {
				const { filter, trash } = query;
				const counted = { filter, trash, fields: 'updated_at', limit: 1, count: 'exact' };
				this.count = (await get<Page>('/records/{object}', { ...list, query: counted })).count ?? null;
			} else {
				this.count = answer.data.length;
			}
		} catch (error) {
			if (controller.signal.aborted) return;
			this.failed = error as Error;
			this.loading = false;
		}
	}

	async more() {
		if (!this.next || this.loading) return;
		const link = this.next;
		const signal = this.running?.signal;
		this.loading = true;
		try {
			const answer = await follow<Page>(link, { signal });
			if (this.next !== link) return;
			this.list = [...this.list, ...answer.data];
			this.next = answer.next;
		} catch (error) {
			if (signal?.aborted) return;
			toasts.failed(error);
			this.next = null;
		} finally {
			if (!signal?.aborted) this.loading = false;
		}
	}

	/** A record has other values. */
	put(record: Rec) {
		this.list = this.list.map((row) => (row.id === record.id ? { ...row, ...record } : row));
	}
}
