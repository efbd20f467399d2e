// Pictures of every screen of the demonstration company, to be looked at: at most eighty, in which size, colours,
// language and state meet pairwise. They go to the folder that KONTOR_SCREENS names.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, type Api } from '../support/kontor.ts';

type State = 'typical' | 'full' | 'empty' | 'error' | 'loading';
/** Everything that the screens need to know of the company. */
type Known = { [name: string]: string };

interface Screen {
	name: string;
	address: (known: Known) => string;
	states?: State[];
	/** What is done before the picture is taken. */
	act?: (page: Page, state: State) => Promise<void>;
	/** Where somebody who is not signed in stands. */
	outside?: boolean;
	/** Less often looked at: two pictures do, which have nothing in common. */
	minor?: boolean;
	/** What phones have none of, or what looks there as another screen does. */
	wide?: boolean;
}

const LOOKS = [
	{ size: 1440, theme: 'light', language: 'en' },
	{ size: 390, theme: 'dark', language: 'de' },
	{ size: 1440, theme: 'dark', language: 'de' },
	{ size: 390, theme: 'light', language: 'en' },
	// In the minor ones the other halves of the pairs.
	{ size: 1440, theme: 'light', language: 'de' },
	{ size: 390, theme: 'dark', language: 'en' },
	{ size: 1440, theme: 'dark', language: 'en' },
	{ size: 390, theme: 'light', language: 'de' }
] as const;

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const at =
	(address: string): Screen['address'] =>
	() =>
		address;

const SCREENS: Screen[] = [
	{ name: 'today', address: at('/today'), states: ['typical', 'loading', 'empty', 'error'] },
	{ name: 'tasks', address: at('/tasks'), states: ['typical', 'empty', 'loading', 'error'] },
	{ name: 'notifications', address: at('/notifications'), states: ['full', 'empty'], minor: true },
	{
		name: 'list',
		address: at('/o/organization?sort=-employees'),
		states: ['typical', 'error', 'loading', 'empty']
	},
	{
		name: 'people',
		address: at(
			'/o/person?sort=family_name&cols=organization,emails,phones,tags,owner,updated_at,salutation,job_title'
		),
		states: ['full', 'typical'],
		minor: true
	},
	{
		name: 'board',
		address: at('/o/opportunity?show=board'),
		states: ['full', 'typical', 'empty', 'loading']
	},
	{ name: 'groups', address: at('/o/opportunity?group=stage'), minor: true },
	{ name: 'trash', address: at('/o/person?trash=only'), states: ['empty'], minor: true, wide: true },
	{
		name: 'record',
		address: (known) => `/o/organization/${known['organization']}`,
		states: ['typical', 'full', 'loading', 'error']
	},
	{
		name: 'person',
		address: (known) => `/o/person/${known['person']}?tab=details`,
		states: ['typical', 'full', 'error', 'loading']
	},
	{ name: 'linked', address: (known) => `/o/organization/${known['organization']}?tab=linked`, minor: true },
	{
		name: 'new-record',
		address: (known) => `/o/organization/${known['long']}`,
		states: ['empty', 'full'],
		minor: true
	},
	{
		name: 'log',
		address: (known) => `/o/person/${known['person']}`,
		act: (page) => button(page, /^(Log call|Anruf festhalten)/).click(),
		minor: true
	},
	{
		name: 'history',
		address: (known) => `/o/organization/${known['organization']}`,
		act: async (page) => {
			await page.keyboard.press('h');
			await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
		},
		minor: true
	},
	{
		name: 'filters',
		address: at('/o/organization?f=employees~min~100'),
		act: (page) => button(page, /^(Conditions|Bedingungen)$/).click(),
		minor: true
	},
	{
		name: 'selection',
		address: at('/o/organization'),
		act: (page) =>
			page
				.getByLabel(/Select all rows shown|Alle gezeigten Zeilen/)
				.first()
				.check({ force: true }),
		minor: true,
		wide: true
	},
	{ name: 'duplicates', address: at('/duplicates?object=person'), states: ['full', 'empty'], minor: true },
	{ name: 'compare', address: (known) => known['pair']!, states: ['full'], minor: true },
	{ name: 'import', address: at('/import'), minor: true },
	{ name: 'import-columns', address: (known) => `/import/${known['mapped']}` },
	{
		name: 'import-dry-run',
		address: (known) => `/import/${known['checked']}`,
		states: ['error'],
		minor: true
	},
	{
		name: 'import-running',
		address: (known) => `/import/${known['done']}`,
		states: ['loading'],
		minor: true
	},
	{ name: 'import-result', address: (known) => `/import/${known['done']}`, states: ['full'], minor: true },
	{ name: 'jobs', address: at('/settings/jobs'), minor: true },
	{ name: 'settings', address: at('/settings'), minor: true },
	{ name: 'company', address: at('/settings/company'), minor: true },
	{ name: 'users', address: at('/settings/users'), minor: true },
	{ name: 'keys', address: at('/settings/keys'), states: ['empty'], minor: true, wide: true },
	{
		name: 'palette',
		address: at('/today'),
		act: async (page) => {
			await page.keyboard.press('/');
			await page.keyboard.type('lux');
			await expect(page.getByRole('option').nth(1)).toBeVisible();
		},
		minor: true
	},
	{ name: 'search', address: at('/search?q=lux'), minor: true },
	{
		name: 'create',
		address: at('/o/person'),
		states: ['typical', 'error'],
		act: async (page, state) => {
			await page.keyboard.press('c');
			await expect(page.getByRole('dialog')).toBeVisible();
			if (state !== 'error') return;
			const dialog = page.getByRole('dialog');
			await dialog
				.getByRole('textbox', { name: /E-[Mm]ail/ })
				.first()
				.fill('nobody');
			await dialog.getByRole('button', { name: /^(Create|Anlegen)$/ }).click();
			await expect(dialog.locator('[aria-invalid=true]').first()).toBeVisible();
		},
		minor: true
	},
	{
		name: 'capture',
		address: at('/today'),
		act: async (page) => {
			await page.keyboard.press('q');
			await page.keyboard.type('Anna Schmidt, Nordlicht GmbH, 040 12345, wants an offer by 2031-06-01');
			await expect(page.getByRole('checkbox').first()).toBeVisible();
		},
		minor: true
	},
	{
		name: 'keyboard',
		address: at('/o/organization'),
		act: (page) => page.keyboard.press('?'),
		minor: true,
		wide: true
	},
	{ name: 'sign-in', address: at('/sign-in'), outside: true, minor: true },
	{ name: 'set-up', address: at('/setup#code=x'), outside: true, minor: true }
];

/** The company, a record with a very long name, and an import in each of its steps. */
async function furnish(api: Api): Promise<Known> {
	const started = await api.call('POST', '/demo', {});
	expect(started.status, JSON.stringify(started.body)).toBeLessThan(300);
	const state = async (job: string) => (await api.call('GET', `/jobs/${job}`)).body.state;
	await expect.poll(() => state(started.body.job), { timeout: 900_000, intervals: [2000] }).toBe('done');
	const first = async (object: string, query: string) =>
		(await api.call('GET', `/records/${object}?limit=1&${query}`)).body.data[0].id;
	const long = await api.create('organization', { name: LONG });
	const bring = async (run?: 'dry' | 'real') => {
		const rows = Array.from({ length: 40 }, (_, n) => `${n};Firma ${n} GmbH;info@firma${n}.example;Hamburg`);
		rows.push('41;;nobody', '42;Kaputt KG;no address;Kiel', `43;${LONG};;Wien`);
		const file = Buffer.from(['Nr;Name;E-Mail;Ort', ...rows].join('\n'));
		const made = await api.call('POST', '/imports?object=organization', file);
		expect(made.status, JSON.stringify(made.body)).toBeLessThan(300);
		const work = made.body.id as string;
		if (run) {
			await api.call('POST', `/imports/${work}/run?again=true${run === 'dry' ? '&dry_run=true' : ''}`);
			const now = async () => (await api.call('GET', `/imports/${work}`)).body.state;
			await expect.poll(now, { timeout: 60_000 }).toBe(run === 'dry' ? 'checked' : 'done');
		}
		return work;
	};
	// Who resembles whom is found behind the changes.
	const pair = async () => (await api.call('GET', '/duplicates?object=organization&limit=1')).body.data?.[0];
	await expect.poll(pair, { timeout: 120_000, intervals: [1000] }).toBeTruthy();
	const [a, b] = (await pair()).records;
	return {
		organization: await first('organization', 'sort=-employees'),
		person: await first('person', 'sort=created_at'),
		long: long.id,
		mapped: await bring(),
		checked: await bring('dry'),
		done: await bring('real'),
		pair: `/duplicates?object=organization&a=${a.id}&b=${b.id}`
	};
}

/** Answers that the state asks for; what the frame itself needs arrives in every state. */
async function pretend(page: Page, state: State) {
	await page.route(/\/api\/v1\/(records|imports|jobs|tokens|notifications)\b/, async (route) => {
		const request = route.request();
		if (request.method() !== 'GET' || /\/(pipeline|saved_view|user|role)\b/.test(request.url()))
			return route.fallback();
		if (state === 'error' && !request.url().includes('/imports'))
			return route.fulfill({
				status: 503,
				contentType: 'application/problem+json',
				json: { status: 503, code: 'unavailable', title: 'Unavailable', detail: 'The database is busy.' }
			});
		if (
			state === 'empty' &&
			/\/records\/\w+(\/duplicates)?(\?|$)|\/tokens|\/notifications/.test(request.url())
		)
			return route.fulfill({ json: { data: [], next: null, count: 0, unread: 0 } });
		if (state === 'loading') {
			if (!request.url().includes('/imports')) return;
			const answer = await (await route.fetch()).json();
			const progress = { done: 400, total: 1000 };
			return route.fulfill({ json: { ...answer, state: 'running', progress } });
		}
		return route.fallback();
	});
}

/** What one picture shows, and how. */
interface Shot {
	screen: Screen;
	state: State;
	look: (typeof LOOKS)[number];
}

const SHOTS: Shot[] = SCREENS.flatMap((screen, index) => {
	const states = screen.states ?? ['typical'];
	// The minor ones take turns, so that all combinations come up among them.
	const looks = screen.minor ? LOOKS.slice(index % 2 ? 0 : 4).slice(0, 2) : LOOKS.slice(0, 4);
	return looks
		.map((look, turn) => ({ screen, look, state: states[turn % states.length]! }))
		.filter(({ look }) => look.size > 1000 || !screen.wide);
});

test('the demonstration company is looked at', async ({ browser, address, api, setup }) => {
	test.setTimeout(3_600_000);
	expect(SHOTS.length).toBeLessThanOrEqual(80);
	await api.enter(setup);
	const known = await furnish(api);

	const take = async ({ screen, state, look: { size, theme, language } }: Shot, path: string) => {
		const context = await browser.newContext({
			baseURL: address,
			viewport: { width: size, height: size > 1000 ? 900 : 844 },
			// Dates are picked in the browser's own language.
			locale: language === 'de' ? 'de-DE' : 'en-GB',
			hasTouch: size < 1000,
			reducedMotion: 'reduce',
			...(screen.outside ? {} : { storageState: await api.state() })
		});
		try {
			await context.addInitScript(
				(look) => localStorage.setItem('kontor.look', look),
				JSON.stringify({ language, theme })
			);
			const page = await context.newPage();
			if (screen.outside)
				await page.route('**/api/v1/setup', (route) => route.fulfill({ json: { open: true } }));
			else await pretend(page, state);
			await page.goto(screen.address(known));
			const waits = page.locator('[aria-busy=true], .shimmer, [role=progressbar]');
			if (state === 'loading') await expect(waits.first()).toBeAttached();
			else {
				await expect(page.locator('h1').first()).toBeAttached();
				await expect(waits).toHaveCount(0);
			}
			await screen.act?.(page, state);
			await page.screenshot({ path });
		} finally {
			await context.close();
		}
	};
	// One that can't be taken keeps no other from being looked at.
	for (const shot of SHOTS) {
		const { size, theme, language } = shot.look;
		const name = [shot.screen.name, shot.state, size, theme, language].join('-');
		if (!new RegExp(process.env['KONTOR_SCREEN'] ?? '').test(name)) continue;
		const path = join(process.env['KONTOR_SCREENS'] ?? 'test-results', `${name}.png`);
		const problem = await take(shot, path).catch((error: Error) => error.message);
		expect.soft(problem, name).toBeUndefined();
	}
});
