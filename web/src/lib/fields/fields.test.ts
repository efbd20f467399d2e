import { describe, expect, it } from 'vitest';
import de from '../messages/de.json';
import en from '../messages/en.json';
import { fill } from '../i18n';
import { parseDuration, parseNumber } from './parse';
import { linkOf } from './rich';
import { addDays, toInstant, toWall } from './zone';

describe('numbers', () => {
	it('are read with the comma of their language', () => {
		expect(parseNumber('1.234,50', 'de')).toBe('1234.50');
		expect(parseNumber('1,234.50', 'en')).toBe('1234.50');
		expect(parseNumber('1.234', 'de')).toBe('1234');
		expect(parseNumber('12.5', 'de')).toBe('12.5');
		expect(parseNumber(' -7 ', 'en')).toBe('-7');
		expect(parseNumber('1 000 000', 'en')).toBe('1000000');
	});
	it('are nothing else', () => {
		for (const text of ['', 'abc', '1e5', '--1', '1,2,3.4.5', '.'])
			expect(parseNumber(text, 'en')).toBeNull();
	});
});

describe('durations', () => {
	it('are read as people write them', () => {
		expect(parseDuration('1:30')).toBe(5400);
		expect(parseDuration('45')).toBe(2700);
		expect(parseDuration('45 min')).toBe(2700);
		expect(parseDuration('1h')).toBe(3600);
		expect(parseDuration('1,5 h')).toBe(5400);
		expect(parseDuration('2h 15m')).toBe(8100);
		for (const text of ['', 'soon', '-5']) expect(parseDuration(text)).toBeNull();
	});
});

describe('instants', () => {
	it('are those of the wall in the zone, also across the change of clocks', () => {
		expect(toInstant('2026-07-01T09:00', 'Europe/Berlin')).toBe('2026-07-01T07:00:00.000Z');
		expect(toInstant('2026-01-01T09:00', 'Europe/Berlin')).toBe('2026-01-01T08:00:00.000Z');
		expect(toInstant('2026-03-29T04:00', 'Europe/Berlin')).toBe('2026-03-29T02:00:00.000Z');
		expect(toInstant('2026-01-01', 'America/New_York')).toBe('2026-01-01T14:00:00.000Z');
		expect(toInstant('nonsense', 'UTC')).toBeNull();
	});
	it('come back as they went in', () => {
		for (const wall of ['2026-03-28T23:59', '2026-03-29T03:30', '2026-10-25T12:00', '2026-12-31T00:00']) {
			expect(toWall(toInstant(wall, 'Europe/Berlin') ?? '', 'Europe/Berlin')).toBe(wall);
		}
	});
	it('days are added over the ends of months', () => {
		expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
		expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
	});
});

describe('links', () => {
	it('are addresses as people type them', () => {
		for (const [typed, href] of [
			['https://example.com/a?b#c', 'https://example.com/a?b#c'],
			[' example.com/a ', 'https://example.com/a'],
			['example.com:8080', 'https://example.com:8080'],
			['ada@example.com', 'mailto:ada@example.com'],
			['mailto:ada@example.com', 'mailto:ada@example.com'],
			['+49-40-12345', 'tel:+49-40-12345']
		])
			expect(linkOf(typed ?? ''), typed).toBe(href);
	});
	it('never run, and lead out of the program', () => {
		for (const typed of [
			'javascript:alert(1)',
			'JAVASCRIPT:alert(1)',
			'java\tscript:alert(1)',
			'\u0001javascript:alert(1)',
			'data:text/html,x',
			'vbscript:x',
			'blob:x',
			'/api/v1/me',
			'https:',
			'word',
			'two words.de',
			''
		])
			expect(linkOf(typed), typed).toBeNull();
	});
});

describe('messages', () => {
	const places = (message: unknown) =>
		[...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((match) => match[1]);

	it('are the same in every language, with the same places', () => {
		expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
		for (const [key, message] of Object.entries(en)) {
			const other = (de as Record<string, unknown>)[key];
			expect(new Set(places(other)), key).toEqual(new Set(places(message)));
			expect(typeof other, key).toBe(typeof message);
		}
	});
	it('are filled, and choose their plural', () => {
		const message = { one: '{count} record', other: '{count} records' };
		expect(fill(message, { count: 1 }, 'en')).toBe('1 record');
		expect(fill(message, { count: 1234 }, 'en')).toBe('1,234 records');
		expect(fill(message, { count: 1234 }, 'de')).toBe('1.234 records');
	});
});
