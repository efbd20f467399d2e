// Changes as they happen, one's own and those of colleagues. A hidden tab does not listen; when it is looked at again,
// everything it shows is read anew.
import { connect } from '../api/client';

export interface Change {
	/** Null: read everything again. */
	object: string | null;
	id: string | null;
	kind?: string;
}

type Listener = (change: Change) => void;

/** After so long a refused stream is asked for again. */
const AGAIN = 10_000;

class Live {
	online = $state(true);
	private listeners = new Set<Listener>();
	private stream: EventSource | null = null;
	private again: ReturnType<typeof setTimeout> | undefined;
	private probe: ReturnType<typeof setTimeout> | undefined;

	start() {
		this.open();
		document.addEventListener('visibilitychange', () => {
			if (document.visibilityState === 'hidden') {
				this.close();
			} else if (!this.stream) {
				this.open();
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
			if (!this.stream || this.stream.readyState === EventSource.CLOSED) this.open();
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

	private open() {
		this.close();
		const stream = new EventSource('/api/v1/events');
		stream.addEventListener('change', (event) => this.heard(event));
		stream.addEventListener('gone', (event) => this.heard(event));
		// A stream that the server refused does not come back by itself.
		stream.addEventListener('error', () => {
			if (stream.readyState !== EventSource.CLOSED || this.stream !== stream) return;
			this.again = setTimeout(() => {
				this.open();
				this.tell({ object: null, id: null });
			}, AGAIN);
		});
		stream.addEventListener('reset', () => this.tell({ object: null, id: null }));
		this.stream = stream;
	}

	private heard(event: MessageEvent<string>) {
		try {
			const { object, id, kind } = JSON.parse(event.data) as Change;
			this.tell({ object, id, kind: event.type === 'gone' ? 'delete' : kind });
		} catch {
			this.tell({ object: null, id: null });
		}
	}

	private close() {
		clearTimeout(this.again);
		this.stream?.close();
		this.stream = null;
	}
}

export const live = new Live();
