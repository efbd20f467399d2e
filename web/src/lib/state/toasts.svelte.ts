// Short words about what was just done, each with its undo; and the undo itself, also for Ctrl/⌘ Z.
import { call, Problem, Unreachable } from '../api/client';
import { t } from '../i18n';
import { live } from './live.svelte';

export interface Toast {
	id: number;
	text: string;
	kind: 'done' | 'failed';
	changeSet?: string | undefined;
	link?: { href: string; text: string } | undefined;
}

const SECONDS = 8;
/** So many of one's own changes can be taken back one after the other. */
const REMEMBERED = 50;

class Toasts {
	list = $state<Toast[]>([]);
	private next = 1;
	private done: string[] = [];

	/** Something was changed; it can be undone from the toast. */
	changed(text: string, changeSet: string | null, link?: Toast['link']) {
		if (changeSet) {
			this.done.push(changeSet);
			this.done.splice(0, this.done.length - REMEMBERED);
		}
		this.show({ text, kind: 'done', changeSet: changeSet ?? undefined, link });
	}

	say(text: string) {
		this.show({ text, kind: 'done' });
	}

	failed(error: unknown) {
		this.show({ text: reason(error), kind: 'failed' });
	}

	close(id: number) {
		this.list = this.list.filter((toast) => toast.id !== id);
	}

	/** Takes back what was changed last. */
	async undoLast() {
		const changeSet = this.done.at(-1);
		if (changeSet) await this.undo(changeSet);
		else this.say(t('undo.nothing'));
	}

	async undo(changeSet: string) {
		this.done = this.done.filter((other) => other !== changeSet);
		this.list = this.list.filter((toast) => toast.changeSet !== changeSet);
		try {
			await call('POST', '/undo/{change_set}', { params: { change_set: changeSet } });
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
