// What somebody is about to enter with one line: as it was understood, as it was corrected, and as it is saved at once.
import type { Rec, SearchAnswer } from '../api/types';
import { get } from '../api/client';
import { SvelteSet } from 'svelte/reactivity';
import { candidatesOfDraft, type Candidate } from '../duplicates/pairs';
import { dayOf, zone } from '../fields/format';
import { toInstant } from '../fields/zone';
import { newId, type BatchCommand } from '../records/write';
import { parse } from './parse';

/** Everything that can be corrected, as text. */
export interface Words {
	salutation: string;
	title: string;
	given: string;
	family: string;
	emails: string;
	phones: string;
	company: string;
	websites: string;
	subject: string;
	due: string;
}
export type Part = 'person' | 'organization' | 'task';

/** One that is there already; `sure` when it is the same by all appearances. */
export interface Known {
	id: string;
	label: string;
	why: string;
	sure: boolean;
}

const NOTHING: Words = {
	salutation: '',
	title: '',
	given: '',
	family: '',
	emails: '',
	phones: '',
	company: '',
	websites: '',
	subject: '',
	due: ''
};
const SHOWN = 3;

export class Draft {
	words = $state<Words>({ ...NOTHING });
	parts = $state<Record<Part, boolean>>({ person: false, organization: false, task: false });
	/** The record that is meant instead of a new one. */
	chosen = $state<{ person: string; organization: string }>({ person: '', organization: '' });
	known = $state.raw<{ person: Known[]; organization: Known[] }>({ person: [], organization: [] });
	/** What was corrected by hand stays so while the line is typed on. */
	private corrected = new SvelteSet<string>();

	/** Whether the line names somebody, so that there is more to look at than a task. */
	get names(): boolean {
		return this.parts.person || this.parts.organization;
	}

	read(text: string) {
		const { person, organization, task } = parse(text, dayOf(Date.now()));
		const contact = person ?? organization;
		this.put('salutation', person?.salutation ?? '');
		this.put('title', person?.title ?? '');
		this.put('given', person?.given ?? '');
		this.put('family', person?.family ?? '');
		this.put('emails', contact?.emails.join(', ') ?? '');
		this.put('phones', contact?.phones.join(', ') ?? '');
		this.put('company', organization?.name ?? '');
		this.put('websites', organization?.websites.join(', ') ?? '');
		this.put('subject', task?.subject ?? '');
		this.put('due', task?.due ?? '');
		const found = { person: person !== null, organization: organization !== null, task: task !== null };
		for (const part of ['person', 'organization', 'task'] as const) {
			if (!this.corrected.has(part)) this.parts[part] = found[part];
		}
	}

	/** Notes that a value or a choice is somebody's own from now on. */
	correct(name: keyof Words | Part | 'whichPerson' | 'whichOrganization') {
		this.corrected.add(name);
	}

	isCorrected(name: keyof Words): boolean {
		return this.corrected.has(name);
	}

	clear() {
		this.corrected.clear();
		this.words = { ...NOTHING };
		this.parts = { person: false, organization: false, task: false };
		this.chosen = { person: '', organization: '' };
		this.known = { person: [], organization: [] };
	}

	private put(name: keyof Words, value: string) {
		if (!this.corrected.has(name)) this.words[name] = value;
	}

	/** Looks for those who are there already, and proposes them where that is plain. */
	async look(signal: AbortSignal) {
		const [person, organization] = await Promise.all([
			this.parts.person ? this.find('person', this.person(), this.name(), signal) : [],
			this.parts.organization
				? this.find('organization', this.organization(), this.words.company, signal)
				: []
		]);
		if (signal.aborted) return;
		this.known = { person, organization };
		this.propose('person', person, 'whichPerson');
		this.propose('organization', organization, 'whichOrganization');
	}

	private propose(part: 'person' | 'organization', list: Known[], name: 'whichPerson' | 'whichOrganization') {
		const still = list.some(({ id }) => id === this.chosen[part]);
		if (this.corrected.has(name) && (still || this.chosen[part] === '')) return;
		this.chosen[part] = list.find(({ sure }) => sure)?.id ?? '';
	}

	private async find(object: string, values: Record<string, unknown>, name: string, signal: AbortSignal) {
		const [alike, named] = await Promise.all([
			candidatesOfDraft(object, values, signal).catch((): Candidate[] => []),
			name.trim()
				? get<SearchAnswer>('/search', {
						query: { q: name, objects: object, limit: SHOWN, counts: false },
						signal
					})
						.then(({ data }) => data)
						.catch(() => [])
				: []
		]);
		const list: Known[] = alike.map(({ id, label, reasons, verdict }) => ({
			id,
			label,
			why: reasons.map(({ text }) => text).join(' · '),
			sure: verdict === 'same'
		}));
		for (const { id, label } of named) {
			// Organisations are known by their names; people of one name may be several.
			const sure = object === 'organization' && same(label, name);
			const there = list.find((one) => one.id === id);
			if (there) there.sure ||= sure;
			else list.push({ id, label, why: '', sure });
		}
		return list.slice(0, SHOWN);
	}

	private name(): string {
		return [this.words.given, this.words.family].filter(Boolean).join(' ');
	}

	private person(): Record<string, unknown> {
		const { salutation, title, given, family } = this.words;
		return filled({
			salutation,
			title,
			given_name: given.trim(),
			family_name: family.trim(),
			...this.contact()
		});
	}

	private organization(): Record<string, unknown> {
		const own = this.parts.person ? {} : this.contact();
		return filled({ name: this.words.company.trim(), websites: entries(this.words.websites), ...own });
	}

	private contact() {
		return { emails: entries(this.words.emails), phones: entries(this.words.phones) };
	}

	/** What saving does, all of it at once; the parts say which command is about what. */
	async commands(): Promise<{
		commands: BatchCommand[];
		parts: Part[];
		about: { object: string; id: string } | null;
	}> {
		const commands: BatchCommand[] = [];
		const parts: Part[] = [];
		const links: { id: string; object: string }[] = [];
		const add = (part: Part, command: BatchCommand) => {
			commands.push(command);
			parts.push(part);
		};
		let organization: string | undefined;
		if (this.parts.organization) {
			const { name, ...rest } = this.organization();
			const values = this.chosen.organization ? rest : { name, ...rest };
			organization = await this.keep('organization', this.chosen.organization, values, add);
			links.push({ id: organization, object: 'organization' });
		}
		if (this.parts.person) {
			const { salutation, title, given_name, family_name, ...rest } = this.person();
			const names = this.chosen.person ? {} : filled({ salutation, title, given_name, family_name });
			const values = { ...names, ...rest, ...(organization ? { organization } : {}) };
			const id = await this.keep('person', this.chosen.person, values, add);
			links.unshift({ id, object: 'person' });
		}
		const subject = this.words.subject.trim();
		if (this.parts.task && subject) {
			const due = toInstant(`${this.words.due || dayOf(Date.now())}T17:00`, zone());
			add('task', { op: 'create', object: 'task', values: filled({ subject, due_at: due, links }) });
		}
		return { commands, parts, about: links[0] ?? null };
	}

	/** Makes a record, or adds to one that is there what it lacks; answers its id. */
	private async keep(
		object: 'person' | 'organization',
		known: string,
		values: Record<string, unknown>,
		add: (part: Part, command: BatchCommand) => void
	): Promise<string> {
		if (!known) {
			const id = newId();
			add(object, { op: 'create', object, id, values });
			return id;
		}
		const record = await get<Rec>('/records/{object}/{id}', { params: { object, id: known } });
		const missing = lacking(record, values);
		if (Object.keys(missing).length > 0)
			add(object, { op: 'update', object, id: known, version: record.version, values: missing });
		return known;
	}
}

const entries = (text: string) =>
	text
		.split(/[,;]/)
		.map((value) => value.trim())
		.filter(Boolean)
		.map((value) => ({ value }));

function filled(values: Record<string, unknown>): Record<string, unknown> {
	const empty = (value: unknown) =>
		value === '' || value === null || value === undefined || (Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(values).filter(([, value]) => !empty(value)));
}

const same = (a: string, b: string) =>
	a.localeCompare(b, undefined, { sensitivity: 'base', ignorePunctuation: true }) === 0;

/** Whether two addresses or numbers are one: `0049 40/123` and `040 123` differ in what stands in front. */
function alike(a: string, b: string): boolean {
	const digits = [a, b].map((value) => value.replace(/\D/g, '').replace(/^0+/, ''));
	const [one = '', other = ''] = digits;
	if (/[a-z@]/i.test(a + b) || !one || !other) return same(a, b);
	return one.endsWith(other) || other.endsWith(one);
}

/** What a record lacks of some values: lists are added to, what it has already is left as it is. */
export function lacking(record: Rec, values: Record<string, unknown>): Record<string, unknown> {
	const missing: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(values)) {
		const has = record[key];
		if (!Array.isArray(value)) {
			if (has === null || has === undefined || has === '') missing[key] = value;
			continue;
		}
		const before = (Array.isArray(has) ? has : []) as { value: string }[];
		const fresh = (value as { value: string }[]).filter(
			({ value: one }) => !before.some((other) => alike(other.value, one))
		);
		if (fresh.length > 0) missing[key] = [...before, ...fresh];
	}
	return missing;
}
