// What is understood of a line, in German and English, and what is left alone.
import { describe, expect, it } from 'vitest';
import { dueOf } from './due';
import { parse } from './parse';

/** A Wednesday. */
const TODAY = '2026-03-11';
const read = (text: string) => {
	const { person, organization, task } = parse(text, TODAY);
	return {
		who: person && [person.given, person.family].filter(Boolean).join(' '),
		reach: person && [...person.phones, ...person.emails],
		where: organization?.name ?? null,
		what: task && [task.subject, task.due]
	};
};

describe('a line about somebody', () => {
	it('names a person, an organisation, a number and what is to be done', () => {
		expect(read('Anna Schmidt, Nordlicht GmbH, 040 12345, wants offer for 20 seats by June')).toEqual({
			who: 'Anna Schmidt',
			reach: ['040 12345'],
			where: 'Nordlicht GmbH',
			what: ['Wants offer for 20 seats by June', '2026-06-01']
		});
		expect(
			read('Frau Dr. Petra von Ahn von Nordlicht GmbH möchte ein Angebot über 20 Plätze, bis Ende Juni')
		).toEqual({
			who: 'Petra von Ahn',
			reach: [],
			where: 'Nordlicht GmbH',
			what: ['Möchte ein Angebot über 20 Plätze, bis Ende Juni', '2026-06-30']
		});
	});

	it('is understood in other orders, and pasted as a signature', () => {
		expect(read('Nordlicht AG; Anna Schmidt; anna@nordlicht.example; bitte morgen zurückrufen')).toEqual({
			who: 'Anna Schmidt',
			reach: ['anna@nordlicht.example'],
			where: 'Nordlicht AG',
			what: ['Bitte morgen zurückrufen', '2026-03-12']
		});
		expect(
			read(
				'Ludwig van Beethoven\nAtelier Bonn\nTel.: +49 (228) 12 34-56\n<ludwig@bonn.example>\nwww.bonn.example'
			)
		).toEqual({
			who: 'Ludwig van Beethoven',
			reach: ['+49 (228) 12 34-56', 'ludwig@bonn.example'],
			where: 'Atelier Bonn',
			what: null
		});
		expect(parse('Nordlicht GmbH, 040 12345, www.nordlicht.example', TODAY)).toEqual({
			person: null,
			organization: {
				name: 'Nordlicht GmbH',
				websites: ['www.nordlicht.example'],
				emails: [],
				phones: ['040 12345']
			},
			task: null
		});
		expect(read('Herr Weber from Tal Ltd')).toMatchObject({ who: 'Weber', where: 'Tal Ltd' });
		expect(read('eva@tal.example')).toMatchObject({ who: '', reach: ['eva@tal.example'] });
	});

	it('is a task where it names nobody', () => {
		expect(read('Send the minutes by Friday')).toEqual({
			who: null,
			reach: null,
			where: null,
			what: ['Send the minutes by Friday', '2026-03-13']
		});
		expect(read('Angebot nachfassen am 3.6.')).toMatchObject({
			who: null,
			what: [expect.anything(), '2026-06-03']
		});
		expect(read('buy coffee')).toMatchObject({ who: null, what: ['Buy coffee', null] });
		expect(read('   ')).toEqual({ who: null, reach: null, where: null, what: null });
	});

	it('may be anything, and as long as it likes', () => {
		for (const text of ['a, ', 'x', '1 ', 'a@', 'von ', '+(', 'Aa Bb, ', '<>']) {
			expect(() => parse(text.repeat(2000), TODAY)).not.toThrow();
		}
	});
});

describe('a day', () => {
	const days: [string, string | null][] = [
		['today', '2026-03-11'],
		['heute noch', '2026-03-11'],
		['tomorrow', '2026-03-12'],
		['übermorgen', '2026-03-13'],
		['Guten Morgen', null],
		['on Wednesday', '2026-03-18'],
		['bis Freitag', '2026-03-13'],
		['next week', '2026-03-16'],
		['nächste Woche', '2026-03-16'],
		['Ende des Monats', '2026-03-31'],
		['in zwei Wochen', '2026-03-25'],
		['in 10 days', '2026-03-21'],
		['in a month', '2026-04-11'],
		['2026-12-24', '2026-12-24'],
		['am 1.2.', '2027-02-01'],
		['24.12.26', '2026-12-24'],
		['3/6/2026', '2026-06-03'],
		['3rd of June', '2026-06-03'],
		['June 3, 2027', '2027-06-03'],
		['bis 31. Juni', null],
		['im März', '2026-03-31'],
		['mid-May', '2026-05-15'],
		['bis Januar', '2027-01-01'],
		['it may rain', null],
		['version 1.5 and 20 seats', null]
	];
	it.each(days)('%s', (text, day) => expect(dueOf(text, TODAY)).toBe(day));
});
