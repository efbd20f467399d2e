// What the address says of a timeline, and what the API is asked for by it.
import { describe, expect, it } from 'vitest';
import { addressOf, isNarrowed, narrowingOf, queryOf } from './timeline';

const of = (address: string) => narrowingOf(new URLSearchParams(address));

describe('the timeline of an address', () => {
	it('is whole where the address says nothing of it', () => {
		expect(isNarrowed(of('tab=timeline'))).toBe(false);
		expect(queryOf(of(''), 'Europe/Berlin')).toEqual({ limit: 30 });
	});

	it('is the same after a reload', () => {
		const narrowing = { kind: 'call', text: 'crane & hook', from: '2026-03-01' };
		expect(addressOf(narrowing, 'timeline')).toBe(
			'?tab=timeline&kind=call&text=crane+%26+hook&from=2026-03-01'
		);
		expect(of(addressOf(narrowing, null).slice(1))).toMatchObject(narrowing);
	});

	it('has the days of the reader, the last one whole', () => {
		expect(queryOf(of('from=2026-03-28&to=2026-03-29'), 'Europe/Berlin')).toMatchObject({
			from: '2026-03-27T23:00:00.000Z',
			to: '2026-03-29T22:00:00.000Z'
		});
	});

	it('ends with the entry a link leads to', () => {
		expect(queryOf(of('at=2026-03-02T08:00:00.000Z'), 'UTC').to).toBe('2026-03-02T08:00:00.001Z');
	});

	it('leaves out what is no day and no moment', () => {
		expect(queryOf(of('from=soon&to=2026-13&at=never'), 'UTC')).toEqual({ limit: 30 });
	});
});
