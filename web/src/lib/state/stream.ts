// The stream of changes as the server tells them: opened when somebody listens, and opened again when it was refused.

/** What is told: a change or the loss of a record, with its JSON; or that everything shown is to be read again. */
export interface Told {
	kind: 'change' | 'gone' | 'reset';
	data: string;
}

/** After so long a refused stream is asked for again. */
const AGAIN = 10_000;

export class Stream {
	private source: EventSource | null = null;
	private again: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly tell: (told: Told) => void) {}

	/** Opens the stream unless it is open. */
	open() {
		if (this.source && this.source.readyState !== EventSource.CLOSED) return;
		this.close();
		const source = new EventSource('/api/v1/events');
		for (const kind of ['change', 'gone', 'reset'] as const) {
			source.addEventListener(kind, (event: MessageEvent<string>) => this.tell({ kind, data: event.data }));
		}
		// A stream that the server refused does not come back by itself.
		source.addEventListener('error', () => {
			if (source.readyState !== EventSource.CLOSED || this.source !== source) return;
			this.again = setTimeout(() => {
				this.open();
				this.tell({ kind: 'reset', data: '' });
			}, AGAIN);
		});
		this.source = source;
	}

	close() {
		clearTimeout(this.again);
		this.source?.close();
		this.source = null;
	}
}
