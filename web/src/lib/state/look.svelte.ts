// How the interface looks to this person on this machine: language, colours, density, the way around.

export type Language = 'en' | 'de';
export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'comfortable';

const KEY = 'kontor.look';

interface Kept {
	language?: Language;
	theme?: Theme;
	density?: Density;
	narrow?: boolean;
	order?: string[];
}

function read(): Kept {
	try {
		return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Kept;
	} catch {
		return {};
	}
}

class Look {
	language = $state<Language>('en');
	theme = $state<Theme>('system');
	density = $state<Density>('compact');
	/** The sidebar shows its icons alone. */
	narrow = $state(false);
	/** Keys of objects in the order this person wants them; the others follow. */
	order = $state.raw<string[]>([]);
	/** Whether this person ever chose a language here. */
	chosen = false;

	constructor() {
		if (typeof localStorage === 'undefined') return;
		const kept = read();
		this.chosen = kept.language !== undefined;
		this.language = kept.language ?? (navigator.language.startsWith('de') ? 'de' : 'en');
		this.theme = kept.theme ?? 'system';
		this.density = kept.density ?? 'compact';
		this.narrow = kept.narrow ?? false;
		this.order = Array.isArray(kept.order) ? kept.order : [];
		matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.apply());
		this.apply();
	}

	set(change: Kept) {
		if (change.language) this.chosen = true;
		Object.assign(this, change);
		const { theme, density, narrow, order } = this;
		const kept: Kept = { theme, density, narrow, order };
		if (this.chosen) kept.language = this.language;
		try {
			localStorage.setItem(KEY, JSON.stringify(kept));
		} catch {
			// A browser that keeps nothing still shows it until it is closed.
		}
		this.apply();
	}

	get rowHeight(): number {
		return this.density === 'compact' ? 34 : 42;
	}

	private apply() {
		const root = document.documentElement;
		const dark =
			this.theme === 'dark' ||
			(this.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
		root.dataset['theme'] = dark ? 'dark' : 'light';
		root.dataset['density'] = this.density;
		root.dataset['side'] = this.narrow ? 'narrow' : 'wide';
		root.lang = this.language;
	}
}

export const look = new Look();
