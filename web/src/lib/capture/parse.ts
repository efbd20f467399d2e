// What a line about somebody says: who it is, of which organisation, how to reach them, and what is to be done. It only
// proposes; what it takes wrongly is put right before anything is saved.
import { dueOf } from './due';

export interface Proposal {
	person: {
		salutation: string | null;
		title: string;
		given: string;
		family: string;
		emails: string[];
		phones: string[];
	} | null;
	organization: { name: string; emails: string[]; phones: string[]; websites: string[] } | null;
	task: { subject: string; due: string | null } | null;
}

const EMAIL = /[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>().]+/gu;
const WEB = /(?:https?:\/\/\S+|www\.\S+)/giu;
const PHONE_LABEL =
	/^(?:phone|tel|telefon|telephone|mobile|mobil|handy|cell|fon|ph|m|t|p)\b\.?\s*:?\s*(?=[+(\d])/iu;
const PHONE = /^\+?[\d\s()/.–-]{5,}$/u;
const LEGAL =
	/(?<!\p{L})(?:gmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|e\.\s?v\.|e\.\s?k\.|eg|se|ltd|limited|llc|llp|inc|corp|corporation|plc|co\.|company|group|gruppe|holding|verein|stiftung|foundation|university|universität|hochschule|institut|institute|verlag|bank|werke?|klinik|s\.a\.|s\.r\.l\.|b\.v\.|sarl)(?![\p{L}])/iu;
const SALUTATIONS: Record<string, string> = {
	herr: 'mr',
	herrn: 'mr',
	mr: 'mr',
	frau: 'ms',
	mrs: 'ms',
	ms: 'ms',
	miss: 'ms'
};
const TITLE = /^(?:dr|prof|dipl|ing|mag|med|rer|nat|phil|jur|h\.c)\.?(?:-\p{L}+\.?)?$/iu;
/** Small words within names. */
const PARTICLE =
	/^(?:von|van|vom|zu|zum|zur|de|del|della|der|den|di|da|dos|du|la|le|ten|ter|al|bin|ibn|y)$/iu;
/** What begins something to be done when it follows a name. */
const VERB =
	/(?<![\p{L}])(?:wants?|needs?|asks?|asked|would|wishes|requests?|requested|called|calls|is|has|will|looks?|looking|interested|sends?|möchte|will|braucht|benötigt|bittet|bat|fragte?|hat|ist|wünscht|sucht|meldet|rief|ruft|interessiert|schickt|erwartet|bestellt|wollte|hätte)(?![\p{L}])/u;
const TO_DO =
	/(?<![\p{L}])(?:offer|quote|call|ring|send|meeting|meet|demo|visit|follow[- ]?up|remind|invite|write|prepare|angebot|anrufen|rückruf|zurückrufen|schicken|senden|termin|treffen|besuchen|besuch|nachfassen|erinnern|einladen|schreiben|vorbereiten|wiedervorlage)(?![\p{L}])/iu;
/** The last small word between a person and where they belong. */
const OF = /\s+(?:from|at|of|bei|von|von der|vom)\s+(?!.*\s(?:from|at|of|bei|von|vom)\s)/u;

/** Takes a text apart; `today` is the day where its writer is. */
export function parse(text: string, today: string): Proposal {
	const emails = text.match(EMAIL)?.map((one) => one.replace(/^mailto:/i, '')) ?? [];
	const websites = text.replace(EMAIL, ' ').match(WEB) ?? [];
	const plain = text
		.replace(EMAIL, ' ')
		.replace(WEB, ' ')
		.replace(/[<>]|\(\s*\)/gu, ' ');
	const phones: string[] = [];
	let person: Name | null = null;
	let organization = '';
	const todo: string[] = [];

	for (const part of plain.split(/[,;\n\t|•]+/u).map(tidy)) {
		if (!part) continue;
		if (todo.length > 0 && !isPhone(part)) {
			todo.push(part);
			continue;
		}
		if (isPhone(part)) {
			phones.push(part.replace(PHONE_LABEL, ''));
			continue;
		}
		const verb = VERB.exec(part);
		const who = verb && verb.index > 0 ? tidy(part.slice(0, verb.index)) : part;
		if (verb && (verb.index === 0 || isWho(who))) {
			if (verb.index > 0) take(who);
			todo.push(tidy(part.slice(verb.index)));
		} else if (LEGAL.test(part) && !OF.test(part)) {
			take(part);
		} else if (
			TO_DO.test(part) ||
			dueOf(part, today) ||
			(/^\p{Ll}/u.test(part) && /\s/.test(part) && !nameOf(part))
		) {
			todo.push(part);
		} else if (!take(part)) {
			todo.push(part);
		}
	}

	/** Takes words for a person, an organisation, or both; false when they are neither. */
	function take(words: string): boolean {
		const at = OF.exec(words);
		// "Ludwig von Mises" is a person; "Frau Schmidt von Nordlicht GmbH" are two.
		if (at && (LEGAL.test(words.slice(at.index)) || !/^\s+(?:von|vom)/u.test(at[0]))) {
			const [left, right] = [tidy(words.slice(0, at.index)), tidy(words.slice(at.index + at[0].length))];
			const name = nameOf(left);
			if (name && !person && !organization) {
				person = name;
				organization = right;
				return true;
			}
		}
		if (LEGAL.test(words) && !organization) {
			organization = words;
			return true;
		}
		const name = nameOf(words);
		if (name && !person) {
			person = name;
			return true;
		}
		if (person && !organization && words.length <= 80 && /^[\p{Lu}\d]/u.test(words)) {
			organization = words;
			return true;
		}
		return false;
	}

	const found = person as Name | null;
	const subject = capital(todo.join(', '));
	// Without a person what is known belongs to the organisation.
	const contact = { emails, phones };
	const none = { emails: [], phones: [] };
	const known = emails.length + phones.length > 0;
	const hasPerson = found !== null || (known && !organization);
	const nobody: Name = { salutation: null, title: '', given: '', family: '' };
	return {
		person: hasPerson ? { ...(found ?? nobody), ...contact } : null,
		organization: organization ? { name: organization, websites, ...(hasPerson ? none : contact) } : null,
		task: subject ? { subject: subject.slice(0, 500), due: dueOf(subject, today) } : null
	};
}

interface Name {
	salutation: string | null;
	title: string;
	given: string;
	family: string;
}

const tidy = (text: string) => text.replace(/\s+/gu, ' ').replace(/^[\s:–-]+|[\s:–-]+$/gu, '');
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

function isPhone(part: string): boolean {
	const rest = part.replace(PHONE_LABEL, '');
	if (!PHONE.test(rest) || /^\d{1,2}\.\d{1,2}\.(?:\d{2,4})?$/.test(rest) || /^\d{4}-\d{2}-\d{2}$/.test(rest))
		return false;
	const digits = rest.replace(/\D/gu, '').length;
	return digits >= 5 && digits <= 20;
}

function isWho(words: string): boolean {
	return nameOf(words) !== null || LEGAL.test(words) || OF.test(words);
}

/** A name of two to four words that begin with capitals, or of one behind a salutation. */
function nameOf(words: string): Name | null {
	const parts = words.split(' ').filter(Boolean);
	let salutation: string | null = null;
	const titles: string[] = [];
	while (parts[0]) {
		const bare = parts[0].replace(/\.$/u, '').toLowerCase();
		const greeted = SALUTATIONS[bare];
		if (greeted && parts.length > 1) salutation = greeted;
		else if (TITLE.test(parts[0]) && parts.length > 1) titles.push(parts[0]);
		else break;
		parts.shift();
	}
	const alone = salutation !== null || titles.length > 0 ? 1 : 2;
	if (parts.length < alone || parts.length > 4) return null;
	const fits = parts.every((part, at) =>
		at > 0 && at < parts.length - 1 && PARTICLE.test(part)
			? true
			: /^(?:\p{Lu}[\p{L}'’.-]*|\p{Lo}+)$/u.test(part) ||
				(at === 0 && parts.length === 2 && PARTICLE.test(part))
	);
	if (!fits || LEGAL.test(words)) return null;
	// The family name begins with its small words.
	let last = parts.length - 1;
	while (last > 1 && PARTICLE.test(parts[last - 1] ?? '')) last--;
	if (parts.length === 1 || (parts.length === 2 && PARTICLE.test(parts[0] ?? ''))) last = 0;
	return {
		salutation,
		title: titles.join(' '),
		given: parts.slice(0, last).join(' '),
		family: parts.slice(last).join(' ')
	};
}
