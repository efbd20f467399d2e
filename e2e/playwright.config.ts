// Journeys in a real browser against the real program. `cargo xtask test --only e2e` builds both and runs them; by hand:
// KONTOR=../target/debug/kontor npx playwright test
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** Playwright's own browsers can't be had everywhere; the one of the system does as well. */
const chromium = [
	process.env['KONTOR_CHROMIUM'],
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome'
].find((path) => path && existsSync(path));

export default defineConfig({
	testDir: 'journeys',
	outputDir: 'test-results',
	globalSetup: './support/start.ts',
	// One server for all journeys of a size, which begins with nothing in it.
	workers: 1,
	forbidOnly: true,
	retries: 0,
	// Patience for busy machines; what is there at once is found at once.
	timeout: 120_000,
	expect: { timeout: 20_000 },
	reporter: [['list']],
	use: {
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		actionTimeout: 20_000,
		launchOptions: {
			...(chromium ? { executablePath: chromium } : {}),
			args: ['--no-sandbox', '--disable-gpu', '--disable-quic']
		}
	},
	projects: [
		{ name: 'wide', use: { viewport: { width: 1440, height: 900 } } },
		{
			name: 'phone',
			// A phone shows rows as cards that are opened, so what a table can do is walked through on wide screens alone;
			// so is what has no size: a day without a mouse, and what hostile texts would do.
			testIgnore: /(bulk|groups|hostile|keyboard|lists)\.spec\.ts/,
			grepInvert: /@table/,
			use: { viewport: { width: 390, height: 844 }, hasTouch: true }
		}
	]
});
