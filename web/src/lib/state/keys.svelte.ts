// Keyboard shortcuts: what a screen offers right now, for the listener and for the help behind `?`.
import type { Key } from '../i18n';

export interface Shortcut {
	/** `k`, `Enter`, `mod+k`, or two after each other: `g t`. */
	keys: string;
	/** What it does, for the help. */
	about: Key;
	run: () => void;
	/** Also while somebody types. */
	always?: boolean;
}

const PAUSE = 1200;

class Keys {
	private layers = $state.raw<Shortcut[][]>([]);
	private pending = '';
	private timer: ReturnType<typeof setTimeout> | undefined;

	/** Offers shortcuts until the answered function is called; the newest win. */
	offer(shortcuts: Shortcut[]): () => void {
		this.layers = [...this.layers, shortcuts];
		return () => (this.layers = this.layers.filter((layer) => layer !== shortcuts));
	}

	get all(): Shortcut[] {
		const seen = new Set<string>();
		const newestFirst = [...this.layers].reverse().flat();
		return newestFirst.filter(({ keys }) => !seen.has(keys) && seen.add(keys));
	}

	handle(event: KeyboardEvent) {
		if (event.defaultPrevented || event.altKey || event.isComposing) return;
		const mod = event.ctrlKey || event.metaKey;
		const typing = isTyping(event.target);
		const pressed = (mod ? 'mod+' : '') + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
		if (!mod && document.querySelector('dialog[open]')) return;
		const candidates = this.all.filter((shortcut) => !typing || shortcut.always);
		const sequence = this.pending && !mod ? `${this.pending} ${pressed}` : pressed;
		const found = candidates.find(({ keys }) => keys === sequence);
		clearTimeout(this.timer);
		this.pending = '';
		if (found) {
			event.preventDefault();
			found.run();
		} else if (!typing && !mod && candidates.some(({ keys }) => keys.startsWith(`${pressed} `))) {
			this.pending = pressed;
			this.timer = setTimeout(() => (this.pending = ''), PAUSE);
		}
	}
}

export const keys = new Keys();

function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target instanceof HTMLInputElement)
		return !['checkbox', 'radio', 'button', 'file'].includes(target.type);
	return (
		target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
	);
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** A shortcut as it is printed on the keys: one text for each press. */
export function printed(shortcut: string): string[] {
	return shortcut.split(' ').flatMap((press) =>
		press.split('+').map((key) => {
			if (key === 'mod') return isMac ? '⌘' : 'Ctrl';
			return key.length === 1 ? key.toUpperCase() : key;
		})
	);
}
