// What a search finds, at an address of its own that is shared, reloaded and gone back to.
import { expect, test, unique } from '../support/kontor.ts';

test('all that is found has an address, by object and with the words marked', async ({ desk: page, api }) => {
	const word = unique('Wort').replace(' ', '');
	const organization = await api.create('organization', { name: `${word} Werke` });
	const links = [{ id: organization.id, object: 'organization' }];
	for (let n = 0; n < 8; n++) await api.create('person', { given_name: `Ina${n}`, family_name: word });
	await api.create('note', { body: `<p>They asked for ${word} again</p>`, links });

	// From the palette, in which a hit shows where the words stand.
	await page.goto('/today');
	await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	await page.keyboard.press('/');
	await page.keyboard.type(word);
	const dialog = page.getByRole('dialog', { name: 'Search' });
	await expect(dialog.getByRole('option').filter({ hasText: `${word} Werke` })).toBeVisible();
	await dialog.getByRole('option', { name: `All results for “${word}”` }).click();
	await expect(page).toHaveURL(`/search?q=${word}`);
	await expect(page.getByRole('heading', { level: 1, name: 'Search' })).toBeVisible();

	const people = page.getByRole('region', { name: 'People' });
	await expect(people.getByRole('link', { name: /^Ina/ })).toHaveCount(6);
	await expect(page.getByRole('region', { name: 'Notes' }).locator('mark')).toHaveText(word);
	await people.getByRole('link', { name: 'More: People' }).click();
	await expect(page).toHaveURL(`/search?q=${word}&object=person`);
	await expect(people.getByRole('link', { name: /^Ina/ })).toHaveCount(8);
	await expect(page.getByRole('region', { name: 'Notes' })).toHaveCount(0);
	await page.reload();
	await expect(people.getByRole('link', { name: /^Ina/ })).toHaveCount(8);

	// With the keys alone, and back to where one was.
	await page.getByRole('searchbox').focus();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^Ina\\d ${word}`) })).toBeVisible();
	await page.goBack();
	await expect(people.getByRole('link', { name: /^Ina/ })).toHaveCount(8);

	await page.getByRole('searchbox').fill(`${word} nowhere at all`);
	await expect(page.getByText(`No record matches “${word} nowhere at all”.`)).toBeVisible();
});

test('a hit in a text leaves its name unmarked and shows the text', async ({ desk: page, api }) => {
	const word = unique('Lumen').replace(' ', '');
	const organization = await api.create('organization', { name: unique('Hell AG') });
	const links = [{ id: organization.id, object: 'organization' }];
	const subject = 'A visit to the factory and all of its halls, one after the other';
	const body = `<p>Two of ${word}</p>`;
	await api.create('interaction', { kind: 'visit', subject, body, at: '2026-01-02T09:00:00Z', links });
	await page.goto('/today');
	await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	await page.keyboard.press('/');
	await page.keyboard.type(word);
	const hit = page.getByRole('option').filter({ hasText: subject });
	await expect(hit.locator('mark')).toHaveText(word);
	// What nobody would type asks the server for no more than it takes.
	await page.getByRole('combobox').fill('');
	await page.getByRole('combobox').evaluate((box: HTMLInputElement) => {
		box.focus();
		document.execCommand('insertText', false, 'pasted '.repeat(700_000));
	});
	await expect(page.getByText(/^No record matches/)).toBeVisible();
	await expect(page.getByText('No connection to the server')).toHaveCount(0);
	// Closed and opened again in one breath.
	await page.keyboard.press('Escape');
	await page.keyboard.press('/');
	await expect(page.getByRole('combobox')).toBeFocused();
});
