// Where a column may go: the fields of the object, and of the object that stands beside it in most files.
import type { Field } from '../api/types';
import { editable } from '../fields/editable';
import { say, t, type Key } from '../i18n';
import { definitions } from '../state/definitions.svelte';

export interface Target {
	path: string;
	text: string;
}

export interface TargetGroup {
	name: string;
	targets: Target[];
}

const PARTS: [string, Key][] = [
	['street', 'address.street'],
	['postcode', 'address.postcode'],
	['city', 'address.city'],
	['region', 'address.region'],
	['country', 'import.country']
];

/** Rows about people often name their company, and rows about companies a person. */
const BESIDE: Record<string, string> = { person: 'organization', organization: 'person' };

/** What is said in a row about its record becomes a note on it. */
const NOTE = 'note';

export function targetsOf(object: string): TargetGroup[] {
	const keys = [...new Set([object, BESIDE[object] ?? object, NOTE])];
	return keys.flatMap((key) => {
		const of = definitions.get(key);
		if (!of) return [];
		const targets: Target[] = [];
		if (key === 'person') targets.push({ path: 'person.name', text: t('import.fullName') });
		for (const field of of.fields) {
			if (!takes(field) || (key === NOTE && object !== NOTE && field.key !== 'body')) continue;
			const name = say(field.labels);
			if (field.type === 'address') {
				for (const [part, text] of PARTS) {
					targets.push({ path: `${key}.${field.key}.${part}`, text: `${name}: ${t(text)}` });
				}
			} else {
				targets.push({ path: `${key}.${field.key}`, text: name });
			}
		}
		return [{ name: definitions.name(key), targets }];
	});
}

function takes(field: Field): boolean {
	return editable(field) && field.type !== 'json' && field.type !== 'file';
}
