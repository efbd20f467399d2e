// Days as people name them in German and English: "by June", "bis Freitag", "in two weeks", "3.6.".
import { addDays } from '../fields/zone';

const WEEKDAYS = [
	['sunday', 'sonntag'],
	['monday', 'montag'],
	['tuesday', 'dienstag'],
	['wednesday', 'mittwoch'],
	['thursday', 'donnerstag'],
	['friday', 'freitag'],
	['saturday', 'samstag', 'sonnabend']
];
const MONTHS = [
	['january', 'januar', 'jänner', 'jan'],
	['february', 'februar', 'feb'],
	['march', 'märz', 'mär'],
	['april', 'apr'],
	['may', 'mai'],
	['june', 'juni', 'jun'],
	['july', 'juli', 'jul'],
	['august', 'aug'],
	['september', 'sept', 'sep'],
	['october', 'oktober', 'okt', 'oct'],
	['november', 'nov'],
	['december', 'dezember', 'dez', 'dec']
];
const NUMBERS = [
	['a', 'an', 'one', 'ein', 'eine', 'einem', 'einer'],
	['two', 'zwei'],
	['three', 'drei'],
	['four', 'vier'],
	['five', 'fünf'],
	['six', 'sechs'],
	['seven', 'sieben'],
	['eight', 'acht'],
	['nine', 'neun'],
	['ten', 'zehn']
];

const any = (lists: string[][]) => lists.flat().join('|');
const placeOf = (lists: string[][], word: string) => lists.findIndex((list) => list.includes(word));
/** A word by itself; the language's own `\b` knows no umlauts. */
const word = (inner: string) => new RegExp(`(?<![\\p{L}\\d])(?:${inner})(?![\\p{L}\\d])`, 'iu');

const MONTH = any(MONTHS);
const ISO = word('(\\d{4})-(\\d{2})-(\\d{2})');
const FIGURES = /(?<![\d.,/])(\d{1,2})([./])(\d{1,2})(?:\2(\d{4}|\d{2})?)?(?![\d/]|[.,]\d)/u;
const DAY_MONTH = word(`(\\d{1,2})(?:\\.|st|nd|rd|th)?\\s*(?:of\\s+)?(${MONTH})\\.?(?:,?\\s+(\\d{4}))?`);
const MONTH_DAY = word(`(${MONTH})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?`);
/** Short names of months are words of their own elsewhere: they need a day beside them, a name alone stands in full. */
const FULL = MONTHS.flatMap((names) =>
	names.filter((name) => name.length > 3 || name === 'mai' || name === 'may')
);
const MONTH_ALONE = word(
	`(by|until|till|before|in|for|bis|im|zum|end of|ende|mid|mid-|middle of|mitte|early|anfang|beginning of)[\\s-]+(?:the\\s+)?(${FULL.join('|')})(?:\\s+(\\d{4}))?`
);
const IN = word(
	`in\\s+(\\d{1,3}|${any(NUMBERS)})\\s+(days?|tag(?:en?)?|weeks?|wochen?|months?|monat(?:en?)?)`
);
const WEEKDAY = word(`(${any(WEEKDAYS)})s?`);

const LAST_OF_MONTH = word('end of (?:the |this )?month|monatsende|ende (?:des|dieses) monats');
const FIXED: [RegExp, (today: string) => string][] = [
	[word('day after tomorrow|übermorgen'), (today) => addDays(today, 2)],
	[word('tomorrow'), (today) => addDays(today, 1)],
	[word('today|tonight|heute'), (today) => today],
	[word('next week|nächste woche|kommende woche'), (today) => weekday(today, 1)],
	[word('end of (?:the |this )?week|wochenende|ende (?:der|dieser) woche'), (today) => weekday(today, 5)],
	[word('next month|nächsten monat|kommenden monat'), (today) => make(year(today), month(today) + 1, 1)],
	[LAST_OF_MONTH, (today) => make(year(today), month(today) + 1, 0)]
];

const year = (day: string) => Number(day.slice(0, 4));
const month = (day: string) => Number(day.slice(5, 7)) - 1;
/** A day of the calendar; the day before the first is the last of the month before. */
const make = (y: number, m: number, d: number) => new Date(Date.UTC(y, m, d)).toISOString().slice(0, 10);

/** The next such day of the week after a day. */
function weekday(from: string, which: number): string {
	const of = new Date(`${from}T00:00Z`).getUTCDay();
	return addDays(from, ((which - of + 6) % 7) + 1);
}

/** A day of a month, in the year that is named, or the next time that it comes. */
function dated(today: string, y: string | undefined, m: number, d: number): string | null {
	if (m < 0 || m > 11 || d < 1 || d > 31) return null;
	const given = y ? Number(y.length === 2 ? `20${y}` : y) : year(today);
	const found = make(given, m, d);
	// There is no 31 June.
	if (Number(found.slice(8)) !== d) return null;
	return !y && found < today ? make(given + 1, m, d) : found;
}

/** The month that is named without a day: its beginning, middle or end; its end too while it lasts. */
function whole(today: string, how: string, name: string, y: string | undefined): string {
	const m = placeOf(MONTHS, name);
	const given = y ? Number(y) : year(today) + (m < month(today) ? 1 : 0);
	if (/^end|^ende/.test(how)) return make(given, m + 1, 0);
	if (/^mi/.test(how)) return make(given, m, 15);
	const first = make(given, m, 1);
	return first < today ? make(given, m + 1, 0) : first;
}

/** The day that a text names; the first that is found, the most exact kinds before the others. */
export function dueOf(text: string, today: string): string | null {
	const iso = ISO.exec(text);
	if (iso) return dated(today, iso[1], Number(iso[2]) - 1, Number(iso[3]));
	const dayMonth = DAY_MONTH.exec(text);
	if (dayMonth?.[2])
		return dated(today, dayMonth[3], placeOf(MONTHS, dayMonth[2].toLowerCase()), Number(dayMonth[1]));
	const monthDay = MONTH_DAY.exec(text);
	if (monthDay?.[1])
		return dated(today, monthDay[3], placeOf(MONTHS, monthDay[1].toLowerCase()), Number(monthDay[2]));
	const figures = FIGURES.exec(text);
	// "1.5" may be a number: a day in figures has its second dot, or a stroke.
	if (figures && (figures[2] === '/' || figures[0].split('.').length === 3)) {
		const found = dated(today, figures[4], Number(figures[3]) - 1, Number(figures[1]));
		if (found) return found;
	}
	const alone = MONTH_ALONE.exec(text);
	if (alone?.[1] && alone[2]) return whole(today, alone[1].toLowerCase(), alone[2].toLowerCase(), alone[3]);
	for (const [pattern, day] of FIXED) if (pattern.test(text)) return day(today);
	// With a capital letter it is a part of the day.
	if (/(?<!\p{L})morgen(?!\p{L})/u.test(text)) return addDays(today, 1);
	const later = IN.exec(text);
	if (later?.[1] && later[2]) {
		const count = /\d/.test(later[1]) ? Number(later[1]) : placeOf(NUMBERS, later[1].toLowerCase()) + 1;
		if (/^m/i.test(later[2])) return make(year(today), month(today) + count, Number(today.slice(8)));
		return addDays(today, count * (/^w/i.test(later[2]) ? 7 : 1));
	}
	const named = WEEKDAY.exec(text);
	return named?.[1] ? weekday(today, placeOf(WEEKDAYS, named[1].toLowerCase())) : null;
}
