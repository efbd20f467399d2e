// Short words about what was just done, each with its undo; and the undo itself, also for Ctrl/⌘ Z.
import { call, Problem, Unreachable } from '../api/client';
import { t } from '../i18n';
import { live } from './live.svelte';

export interface Toast {
	id: number;
	text: string;
	kind: 'done' | 'failed';
	undo?: Undo | undefined;
	link?: { href: string; text: string } | undefined;
}

/** Takes one change back. */
export type Undo = () => Promise<unknown>;

const SECONDS = 8;
/** So many of one's own changes can be taken back one after the other. */
const REMEMBERED = 50;

class Toasts {
	list = $state<Toast[]>([]);
	private next = 1;
	private done: Undo[] = [];

	/** Something was changed; it can be undone from the toast. */
	changed(text: string, changeSet: string | null, link?: Toast['link']) {
		const undo = () => call('POST', '/undo/{change_set}', { params: { change_set: changeSet ?? '' } });
		this.reversible(text, changeSet ? undo : undefined, link);
	}

	/** The same for what has a way back of its own. */
	reversible(text: string, undo: Undo | undefined, link?: Toast['link']) {
		if (undo) {
			this.done.push(undo);
			this.done.splice(0, this.done.length - REMEMBERED);
		}
		this.show({ text, kind: 'done', undo, link });
	}

	say(text: string, link?: Toast['link']) {
		this.show({ text, kind: 'done', link });
	}

	refused(text: string) {
		this.show({ text, kind: 'failed' });
	}

	failed(error: unknown) {
		this.refused(reason(error));
	}

	close(id: number) {
		this.list = this.list.filter((toast) => toast.id !== id);
	}

	/** Takes back what was changed last. */
	async undoLast() {
		const undo = this.done.at(-1);
		if (undo) await this.undo(undo);
		else this.say(t('undo.nothing'));
	}

	async undo(undo: Undo) {
		this.done = this.done.filter((other) => other !== undo);
		this.list = this.list.filter((toast) => toast.undo !== undo);
		try {
			await undo();
			this.say(t('undo.done'));
		} catch (error) {
			this.failed(error);
		}
		live.tell({ object: null, id: null });
	}

	private show(toast: Omit<Toast, 'id'>) {
		const id = this.next++;
		this.list = [...this.list.slice(-2), { ...toast, id }];
		setTimeout(() => this.close(id), (toast.kind === 'failed' ? 2 : 1) * SECONDS * 1000);
	}
}

/** What to tell about a failure: the server's own words, in the user's language. */
export function reason(error: unknown): string {
	if (error instanceof Unreachable) return t('error.unreachable');
	if (error instanceof Problem) return error.errors[0]?.detail ?? error.message;
	return t('error.unexpected');
}

export const toasts = new Toasts();
