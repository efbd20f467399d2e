// Measures a list of many organisations as somebody at work feels it: from the key or the click to the next picture on the
// screen (as the browser itself times interactions), and to the picture with the answer. The processor of the browser is
// slowed down as KONTOR_SLOWER says, four times unless told.
import type { Page } from '@playwright/test';
import { expect, test, type Api } from '../support/kontor.ts';

const ROWS = Number(process.env['KONTOR_ROWS'] ?? 100_000);
const SLOWER = Number(process.env['KONTOR_SLOWER'] ?? 4);
/** Each is done so often. */
const ROUNDS = 10;
const BATCH = 500;
/** A field that all have and that can be changed by typing. */
const COLUMN = 'employees';

interface Measured {
	what: string;
	times: number[];
}

const nameOf = (index: number) => `Firma ${String(index).padStart(6, '0')}`;

async function furnish(api: Api) {
	for (let done = 0; done < ROWS; done += BATCH) {
		const commands = Array.from({ length: Math.min(BATCH, ROWS - done) }, (_, index) => ({
			op: 'create',
			object: 'organization',
			values: { name: nameOf(done + index), [COLUMN]: (done + index) % 500 }
		}));
		const { status, body } = await api.call('POST', '/batch', { commands });
		expect(status, JSON.stringify(body)).toBe(200);
	}
}

/** What the page notes from its first moment on: how long each interaction took until the next picture, and what moved by itself. */
function watch() {
	const noted: number[] = [];
	const shifts: number[] = [];
	Object.assign(window, { noted, shifts });
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries() as (PerformanceEntry & {
			value: number;
			hadRecentInput: boolean;
		})[])
			if (!entry.hadRecentInput) shifts.push(entry.value);
	}).observe({ type: 'layout-shift', buffered: true });
	const options = { type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit;
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[])
			if (entry.interactionId) noted.push(entry.duration);
	}).observe(options);
}

/** The longest interaction since it was asked last; those under 16 ms are not told apart by the browser. */
const longest = (page: Page) =>
	page.evaluate(async () => {
		await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)));
		const { noted } = window as unknown as { noted: number[] };
		return Math.max(16, ...noted.splice(0));
	});

/** From now until what is looked for stands on the screen. */
async function until(page: Page, act: () => Promise<unknown>, there: () => Promise<unknown>) {
	const begun = performance.now();
	await act();
	await there();
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
	return performance.now() - begun;
}

/** Turns the wheel for a second and answers the longest time between two pictures. */
const scroll = (page: Page, by: number) =>
	page.evaluate(async (by) => {
		const grid = document.querySelector('[role=grid]')!;
		let [last, worst] = [performance.now(), 0];
		for (let frame = 0; frame < 60; frame++) {
			grid.scrollBy(0, by);
			await new Promise(requestAnimationFrame);
			const now = performance.now();
			worst = Math.max(worst, now - last);
			last = now;
		}
		grid.scrollTo(0, 0);
		return worst;
	}, by);

function table(all: Measured[]): string {
	const line = ({ what, times }: Measured) => {
		const sorted = [...times].sort((a, b) => a - b);
		const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)]!);
		return `| ${what} | ${at(0.5)} | ${at(0.9)} | ${at(1)} |`;
	};
	const head = [
		`| ${ROWS.toLocaleString('en')} organisations, ms | half | nine of ten | all |`,
		'|---|---|---|---|'
	];
	return [...head, ...all.map(line)].join('\n');
}

test('a long list', async ({ page, api, setup }) => {
	test.setTimeout(3 * 3_600_000);
	await api.enter(setup);
	await furnish(api);
	await page.addInitScript(() =>
		localStorage.setItem('kontor.look', '{"language":"en","theme":"light","density":"compact"}')
	);
	await page.addInitScript(watch);
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });

	const grid = page.getByRole('grid');
	const link = (index: number) => grid.getByRole('link', { name: nameOf(index) });
	const list = `/o/organization?sort=name&cols=${COLUMN}`;
	const measured: Measured[] = [];
	const measure = async (what: string, act: (round: number) => Promise<number>) => {
		const times: number[] = [];
		for (let round = 0; round < ROUNDS; round++) times.push(await act(round));
		measured.push({ what, times });
	};

	let moved = 0;
	await measure('list opened by its address, first rows painted', async () => {
		const time = await until(
			page,
			() => page.goto(list),
			() => link(0).waitFor()
		);
		// All that arrives late is there: the type, the views, the count.
		await page.evaluate(async () => {
			await document.fonts.ready;
			await new Promise((done) => setTimeout(done, 500));
		});
		const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
		moved = Math.max(
			moved,
			shifts.reduce((sum, value) => sum + value, 0)
		);
		return time;
	});
	await grid.focus();
	await measure('next row by key, painted', async () => {
		await page.keyboard.press('j');
		return longest(page);
	});
	await measure('scrolled fast for 60 frames, longest frame', () => scroll(page, 900));
	await measure('end of the list by key, painted', async (round) => {
		await page.keyboard.press(round % 2 ? 'Home' : 'End');
		return longest(page);
	});
	await page.goto(list);
	await link(0).waitFor();
	await measure('cell opened for typing, painted', async () => {
		await grid.focus();
		await page.keyboard.press('e');
		await expect(grid.getByRole('textbox')).toBeFocused();
		const time = await longest(page);
		await page.keyboard.press('Escape');
		await longest(page);
		return time;
	});
	await measure('letter typed into a cell, painted', async () => {
		await grid.focus();
		await page.keyboard.press('e');
		await expect(grid.getByRole('textbox')).toBeFocused();
		await longest(page);
		await page.keyboard.type('7');
		const time = await longest(page);
		await page.keyboard.press('Escape');
		await longest(page);
		return time;
	});
	await measure('filter by address, first rows painted', (round) => {
		const wanted = `&filter=${encodeURIComponent(`name.startsWith("${nameOf(round * 9).slice(0, 11)}")`)}`;
		return until(
			page,
			() => page.goto(list + wanted),
			() => link(round * 9).waitFor()
		);
	});
	await measure('record opened from the list, its name painted', async (round) => {
		await page.goto(list);
		await link(round).waitFor();
		return until(
			page,
			() => link(round).click(),
			() => page.getByRole('heading', { level: 1, name: nameOf(round) }).waitFor()
		);
	});
	await measure('search by name, first hit painted', async (round) => {
		await page.keyboard.press('/');
		const hit = page.getByRole('option').filter({ hasText: nameOf(4711 + round) });
		const time = await until(
			page,
			() => page.keyboard.insertText(nameOf(4711 + round)),
			() => hit.first().waitFor()
		);
		await page.keyboard.press('Escape');
		await hit.first().waitFor({ state: 'hidden' });
		return time;
	});
	console.log(
		`\nThe browser's processor ${SLOWER} times slower. Layout shift while the list opens: ${moved.toFixed(3)} at most.\n\n${table(measured)}\n`
	);
});
