// Texts of the interface in the language of its user. They stand in message files, never in code.
import type { Labels } from './api/types';
import de from './messages/de.json';
import en from './messages/en.json';
import { look } from './state/look.svelte';

type Message = string | { one: string; other: string };
export type Key = keyof typeof en;
type Params = Record<string, string | number>;

const books: Record<'en' | 'de', Record<string, Message>> = { en, de };

/** A text with its values filled in; `count` chooses between singular and plural. Reactive to the language. */
export function t(key: Key, params: Params = {}): string {
	return fill(books[look.language][key], params, look.language);
}

export function fill(message: Message | undefined, params: Params, language: 'en' | 'de'): string {
	if (message === undefined) return '';
	let text: string;
	if (typeof message === 'string') {
		text = message;
	} else {
		const form = new Intl.PluralRules(language).select(Number(params['count'] ?? 0));
		text = form === 'one' ? message.one : message.other;
	}
	return text.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = params[name];
		return typeof value === 'number' ? value.toLocaleString(language) : (value ?? '');
	});
}

/** A text of the definitions in the user's language. */
export function say(labels: Labels | undefined): string {
	return labels ? labels[look.language] || labels.en : '';
}
