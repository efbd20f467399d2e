// What concerns the user, for the bell in the frame and for the screen behind it: asked for when something changes
// that he may see, and now and then besides.
import { call, get } from '../api/client';
import { live } from '../state/live.svelte';
import type { Job } from '../jobs/jobs';

export interface Notification {
	reason: 'mentioned' | 'assigned' | 'resurfaced' | 'merged' | 'undone' | 'job';
	at: string;
	by: string | null;
	record: { id: string; object: string; label: string } | null;
	count: number;
	job: Job | null;
	read: boolean;
}

/** What follows from a change is told a moment later. */
const SOON = 1500;
const SELDOM = 60_000;

class Notifications {
	list = $state.raw<Notification[] | null>(null);
	unread = $state(0);
	private wait: ReturnType<typeof setTimeout> | undefined;
	private round = 0;

	start() {
		live.on(() => this.later(SOON));
		void this.look().catch(() => undefined);
	}

	/** Reads them; who shows them hears why it did not succeed. */
	async look(): Promise<Notification[]> {
		const round = ++this.round;
		try {
			const answer = await get<{ data: Notification[]; unread: number }>('/notifications', { open: true });
			if (round === this.round) {
				this.list = answer.data;
				this.unread = answer.unread;
			}
			return answer.data;
		} finally {
			if (round === this.round) this.later(SELDOM);
		}
	}

	/** Says that all of these were read. */
	async see(shown: Notification[]) {
		const newest = shown[0];
		if (!newest || shown.every(({ read }) => read)) return;
		await call('POST', '/notifications/read', { body: { until: newest.at } });
		// What was asked for before that tells of a time before it.
		await this.look();
	}

	private later(after: number) {
		clearTimeout(this.wait);
		this.wait = setTimeout(() => {
			if (document.visibilityState === 'hidden') this.later(SELDOM);
			else void this.look().catch(() => undefined);
		}, after);
	}
}

export const notifications = new Notifications();
