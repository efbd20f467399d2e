// What axe says about a page, in light and in dark. The dark page differs in its colours alone, so only what is said
// about colours is asked again.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

/** Brought into a page once, however often it is asked: reading it takes longer than asking. */
const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ABOUT_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Tells what is wrong on the page as it is now. */
export async function examine(page: Page, what: string) {
	if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE);
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
		const told = await page.evaluate(
			async (rules) => {
				const { violations } = await (window as any).axe.run({
					resultTypes: ['violations'],
					...(rules ? { runOnly: { type: 'rule', values: rules } } : {})
				});
				return violations.map(
					({ id, nodes }: any) => `${id}: ${nodes.map(({ html }: any) => html.slice(0, 160)).join(' | ')}`
				);
			},
			colorScheme === 'dark' ? ABOUT_COLOURS : null
		);
		expect.soft(told, `${what}, ${colorScheme}`).toEqual([]);
	}
	await page.emulateMedia({ colorScheme: 'light' });
}

/** Opens an address and waits until all of it is there. */
export async function visit(page: Page, address: string) {
	await page.goto(address);
	await expect(page.locator('h1').first()).toBeAttached();
	await expect(page.locator('[aria-busy=true], .shimmer')).toHaveCount(0);
}
