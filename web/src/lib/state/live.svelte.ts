// Changes as they happen, one's own and those of colleagues. A hidden tab does not listen; when it is looked at again,
// everything it shows is read anew.
import { connect } from '../api/client';
import { shared, type Source } from './shared';
import type { Told } from './stream';

export interface Change {
	/** Null: read everything again. */
	object: string | null;
	id: string | null;
	kind?: string;
}

type Listener = (change: Change) => void;

class Live {
	online = $state(true);
	private listeners = new Set<Listener>();
	private stream: Source | null = null;
	private probe: ReturnType<typeof setTimeout> | undefined;

	start() {
		if (this.stream) return;
		const stream = (this.stream = shared((told) => this.heard(told)));
		if (document.visibilityState !== 'hidden') stream.open();
		document.addEventListener('visibilitychange', () => {
			if (document.visibilityState === 'hidden') {
				stream.close();
			} else {
				stream.open();
				this.tell({ object: null, id: null });
			}
		});
		window.addEventListener('offline', () => this.reached(false));
		window.addEventListener('online', () => void this.ask());
		connect({ reached: (reachable) => this.reached(reachable) });
	}

	/** Listens until the answered function is called. */
	on(listener: Listener): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	/** Tells what this tab changed itself, before the server does. */
	tell(change: Change) {
		for (const listener of this.listeners) listener(change);
	}

	reached(reachable: boolean) {
		if (reachable === this.online) return;
		this.online = reachable;
		clearTimeout(this.probe);
		if (reachable) {
			this.tell({ object: null, id: null });
			if (document.visibilityState !== 'hidden') this.stream?.open();
		} else {
			this.probe = setTimeout(() => void this.ask(), 2000);
		}
	}

	/** Asks whether the server is there again. */
	async ask() {
		clearTimeout(this.probe);
		const there = await fetch('/healthz', { cache: 'no-store' }).then(
			(response) => response.ok,
			() => false
		);
		if (there) this.reached(true);
		else this.probe = setTimeout(() => void this.ask(), 2000);
	}

	private heard({ kind, data }: Told) {
		if (kind === 'reset') return this.tell({ object: null, id: null });
		const { object, id, kind: how } = JSON.parse(data) as Change;
		this.tell({ object, id, kind: kind === 'gone' ? 'delete' : how });
	}
}

export const live = new Live();
