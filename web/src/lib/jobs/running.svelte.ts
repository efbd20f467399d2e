// The long work that somebody asked for and that goes on now, for the frame: looked at often while there is any, and
// seldom otherwise. What ends while nobody looks at it is told.
import { connect, get } from '../api/client';
import type { Page } from '../api/types';
import { t } from '../i18n';
import { live } from '../state/live.svelte';
import { toasts } from '../state/toasts.svelte';
import { isOver, nameOf, OWN, placeOf, readJob, type Job } from './jobs';

const SWEEP = 'duplicates.sweep';
const BUSY = 1000;
const IDLE = 60_000;

class Running {
	list = $state.raw<Job[]>([]);
	/** Jobs that a part of the screen shows by itself, with what comes of them. */
	private shown = new Map<string, number>();
	private asked = new Set<string>();
	private wait: ReturnType<typeof setTimeout> | undefined;
	private round = 0;

	start() {
		connect({ began: (job) => this.began(job) });
		live.on(({ object }) => {
			if (object === null) void this.look();
		});
		void this.look();
	}

	/** Work that was asked for in this window; what comes of it is told here. */
	began(job: string) {
		this.asked.add(job);
		void this.look();
	}

	/** Says that a part of the screen shows a job, until the answered function is called. */
	show(id: string): () => void {
		this.shown.set(id, (this.shown.get(id) ?? 0) + 1);
		return () => {
			const left = (this.shown.get(id) ?? 1) - 1;
			if (left > 0) this.shown.set(id, left);
			else this.shown.delete(id);
		};
	}

	/** The end of a job was shown: it need not be told besides. */
	seen(id: string) {
		this.asked.delete(id);
	}

	async look() {
		clearTimeout(this.wait);
		const round = ++this.round;
		if (document.visibilityState === 'hidden') return;
		const before = this.list;
		try {
			const states = ['running', 'ready'];
			const pages = await Promise.all(
				states.map((state) => get<Page<Job>>('/jobs', { query: { state, limit: 200 }, open: true }))
			);
			if (round !== this.round) return;
			// One that began between the two answers stands in both.
			const once = new Map(pages.flatMap(({ data }) => data.map((job) => [job.id, job])));
			this.list = [...once.values()]
				// Kontor looks for duplicates by itself too.
				.filter(({ id, name }) => OWN.includes(name) && (name !== SWEEP || this.asked.has(id)))
				.sort((a, b) => a.created_at.localeCompare(b.created_at));
			const ended = before.filter(({ id }) => !this.list.some((job) => job.id === id));
			for (const { id } of ended) if (this.asked.has(id) && !this.shown.has(id)) this.tell(await readJob(id));
		} catch {
			// Whether the server is there is told elsewhere; here it is only asked again.
		}
		if (round === this.round)
			this.wait = setTimeout(() => void this.look(), this.list.length > 0 ? BUSY : IDLE);
	}

	private tell(job: Job) {
		const name = nameOf(job.name);
		if (job.state === 'failed') toasts.refused(`${t('job.toast.failed', { name })} ${job.error ?? ''}`);
		else if (job.state === 'cancelled') toasts.say(t('job.toast.cancelled', { name }));
		else if (isOver(job)) toasts.say(t('job.toast.done', { name }), placeOf(job));
		else return;
		live.tell({ object: null, id: null });
	}
}

export const running = new Running();
