// Values as people read them: one line of text for each type of field.
import type { Address, Entry, Field, FieldType, Money, Rec, Ref, Rollup, Sum } from '../api/types';
import { say, t } from '../i18n';
import { definitions } from '../state/definitions.svelte';
import { look } from '../state/look.svelte';
import { session } from '../state/session.svelte';
import { plainText } from './rich';

type Formatter = Intl.NumberFormat | Intl.DateTimeFormat | Intl.DisplayNames;

/** Formatters are dear to make and cheap to keep. */
const kept = new Map<string, Formatter>();

function keep<Kind extends Formatter>(what: string, options: object, make: (locale: string) => Kind): Kind {
	const key = what + look.language + JSON.stringify(options);
	let found = kept.get(key) as Kind | undefined;
	if (!found) kept.set(key, (found = make(look.language)));
	return found;
}

const numbers = (options: Intl.NumberFormatOptions) =>
	keep('number', options, (locale) => new Intl.NumberFormat(locale, options));

const dates = (options: Intl.DateTimeFormatOptions) =>
	keep('date', options, (locale) => new Intl.DateTimeFormat(locale === 'de' ? 'de-DE' : 'en-GB', options));

/** Days as YYYY-MM-DD. */
const days = (options: Intl.DateTimeFormatOptions) =>
	keep('day', options, () => new Intl.DateTimeFormat('en-CA', options));

const countries = () => keep('country', {}, (locale) => new Intl.DisplayNames(locale, { type: 'region' }));

export function zone(): string {
	return session.me?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function formatNumber(value: number): string {
	return numbers({}).format(value);
}

export function formatDate(text: string): string {
	const [year, month, day] = text.split('-').map(Number);
	if (!year || !month || !day) return text;
	return dates({ dateStyle: 'medium', timeZone: 'UTC' }).format(Date.UTC(year, month - 1, day));
}

export function formatTime(text: string): string {
	const at = Date.parse(text);
	return Number.isNaN(at)
		? text
		: dates({ dateStyle: 'medium', timeStyle: 'short', timeZone: zone() }).format(at);
}

/** The calendar day of an instant where the user is, as YYYY-MM-DD. */
export function dayOf(at: number | string): string {
	const instant = typeof at === 'string' ? Date.parse(at) : at;
	return days({ timeZone: zone(), dateStyle: 'short' }).format(instant);
}

/** "today 14:30", "yesterday", then the day: what a timeline needs. */
export function formatRecent(text: string): string {
	const at = Date.parse(text);
	if (Number.isNaN(at)) return text;
	const clock = dates({ timeStyle: 'short', timeZone: zone() }).format(at);
	const away = Math.round((Date.parse(dayOf(at)) - Date.parse(dayOf(Date.now()))) / 86_400_000);
	if (away === 0) return t('time.today', { clock });
	if (away === -1) return t('time.yesterday', { clock });
	if (away === 1) return t('time.tomorrow', { clock });
	const year = new Date(at).getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
	return dates({ day: 'numeric', month: 'short', year, timeZone: zone() }).format(at);
}

export function formatMoney({ amount, currency }: Money): string {
	try {
		return numbers({
			style: 'currency',
			currency,
			minimumFractionDigits: 2,
			maximumFractionDigits: 4
		}).format(Number(amount));
	} catch {
		return `${amount} ${currency}`;
	}
}

export function formatDuration(seconds: number): string {
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.round((seconds % 3600) / 60);
	return hours ? `${hours} h ${minutes} min` : `${minutes} min`;
}

export function formatAddress(address: Address): string {
	const town = [address.postcode, address.city].filter(Boolean).join(' ');
	return [address.street, town, address.region, country(address.country)].filter(Boolean).join(', ');
}

export function country(code: string | null | undefined): string {
	if (!code) return '';
	try {
		return countries().of(code) ?? code;
	} catch {
		return code;
	}
}

/** The options of a field; those of a stage belong to the pipeline of its record. */
export function optionsOf(field: Field, record?: Rec) {
	if (!field.stages_from) return field.options ?? [];
	const chosen = record?.[field.stages_from] as Ref | null | undefined;
	const pipelines = chosen
		? definitions.pipelines.filter(({ id }) => id === chosen.id)
		: definitions.pipelines;
	return pipelines.flatMap(({ stages }) =>
		Array.isArray(stages) ? (stages as Field['options'] & object) : []
	);
}

function option(field: Field, key: string, record?: Rec): string {
	return say(optionsOf(field, record).find((one) => one.key === key)?.labels) || key;
}

const isRef = (value: unknown): value is Ref => typeof value === 'object' && value !== null && 'id' in value;

export function refLabel(ref: Ref): string {
	return ref.label ?? t('record.invisible');
}

export function kindOf(field: Field): FieldType {
	return field.type === 'formula' && field.result ? field.result.type : field.type;
}

/** One line of text; empty where there is nothing. */
export function format(field: Field, value: unknown, record?: Rec): string {
	if (value === null || value === undefined || value === '') return '';
	if (Array.isArray(value)) {
		return value
			.map((item) => one(field, item, record))
			.filter(Boolean)
			.join(', ');
	}
	return one(field, value, record);
}

function one(field: Field, value: unknown, record?: Rec): string {
	switch (kindOf(field)) {
		case 'total':
		case 'rollup':
			return computed(value);
		case 'integer':
			return typeof value === 'number' ? formatNumber(value) : simple(value);
		case 'decimal':
			return numbers({ maximumFractionDigits: 10 }).format(Number(value));
		case 'percentage':
			return `${numbers({ maximumFractionDigits: 4 }).format(Number(value))} %`;
		case 'rating':
			return '★'.repeat(Math.max(0, Math.min(10, Number(value))));
		case 'money':
			return formatMoney(value as Money);
		case 'boolean':
			return value ? t('value.yes') : t('value.no');
		case 'date':
			return formatDate(String(value));
		case 'timestamp':
			return formatTime(String(value));
		case 'duration':
			return formatDuration(Number(value));
		case 'select':
		case 'multi_select':
		case 'stage':
			return option(field, String(value), record);
		case 'link':
		case 'owner':
			return isRef(value) ? refLabel(value) : String(value);
		case 'email':
		case 'phone':
		case 'social':
			return (value as Entry).value;
		case 'url':
			return (value as Entry).value.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
		case 'address':
			return formatAddress(value as Address);
		case 'rich_text':
			return plainText(String(value));
		case 'external_ids': {
			const { system, key } = value as { system: string; key: string };
			return `${system}: ${key}`;
		}
		case 'file':
			return (value as { name?: string }).name ?? '';
		default:
			return simple(value);
	}
}

/** What is computed over other records: a number, a day, or money; a rollup also says as of when. */
function computed(value: unknown): string {
	if (typeof value === 'number') return formatNumber(value);
	if (typeof value === 'object' && value !== null && 'as_of' in value)
		return computed((value as unknown as Rollup).value);
	if (typeof value === 'object' && value !== null && 'currency' in value) return formatSum(value as Sum);
	if (typeof value === 'string' && /^-?\d+\.\d+$/.test(value))
		return numbers({ minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(Number(value));
	if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return formatDate(value);
	if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return formatTime(value);
	return value === null || value === undefined ? '' : simple(value);
}

/** A sum with what is not in it, because its currency has no rate. */
function formatSum({ amount, currency, without_rate }: Sum): string {
	const known = amount === null ? [] : [formatMoney({ amount, currency })];
	const missing = without_rate > 0 ? [t('value.withoutRate', { count: without_rate })] : [];
	return [...known, ...missing].join(' + ');
}

/** As of when a rollup was computed. */
export function asOf(value: unknown): string | null {
	const at = (value as Rollup | null)?.as_of;
	return at ? t('value.asOf', { at: formatRecent(at) }) : null;
}

function simple(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
