// German throughout: on no screen stands a text that the interface has in English and says otherwise in German.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { visit } from '../support/axe.ts';
import { SETTINGS, expect, test, unique } from '../support/kontor.ts';

const messages = (language: string): string[] => {
	const file = new URL(`../../web/src/lib/messages/${language}.json`, import.meta.url);
	const texts = Object.values(JSON.parse(readFileSync(file, 'utf8')) as { [key: string]: string | object });
	return texts.flatMap((text) => (typeof text === 'string' ? [text] : Object.values(text)));
};
const german = new Set(messages('de'));
const english = new Set(messages('en').filter((text) => !german.has(text) && /[a-z]/i.test(text)));

/** What can be read or heard on the page and stands so in the English texts. */
async function foreign(page: Page) {
	const said = await page.evaluate(() => {
		const texts = [document.title];
		for (const element of Array.from(document.querySelectorAll('body *'))) {
			for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
			for (const child of Array.from(element.childNodes))
				if (child.nodeType === Node.TEXT_NODE) texts.push(child.textContent ?? '');
		}
		return texts.map((text) => text.trim());
	});
	return said.filter((text) => english.has(text));
}

test('nothing is left in English', async ({ desk: page, api }) => {
	test.setTimeout(120_000);
	await page.addInitScript(() => localStorage.setItem('kontor.look', '{"language":"de","theme":"light"}'));
	const { id } = await api.create('organization', { name: unique('Deutsch AG'), employees: 7 });
	await api.create('task', { subject: 'Nachfragen', links: [{ id, object: 'organization' }] });
	for (const address of [
		'/today',
		'/tasks',
		'/notifications',
		'/o/organization',
		'/o/opportunity?show=board',
		'/o/household?f=name~is~niemand',
		`/o/organization/${id}`,
		`/o/organization/${id}?tab=linked`,
		'/duplicates?object=organization',
		'/import',
		'/search?q=Deutsch',
		'/search?q=niemand+nirgends',
		...SETTINGS
	]) {
		await visit(page, address);
		expect.soft(await foreign(page), address).toEqual([]);
	}
	await page.keyboard.press('?');
	await expect(page.getByRole('dialog', { name: 'Tastenkürzel' })).toBeVisible();
	expect(await foreign(page)).toEqual([]);
});
