// An import that was a mistake is taken back as a whole.
import { expect, test, unique } from '../support/kontor.ts';

test('people are imported, and taken back', async ({ desk: page, api }) => {
	const family = unique('Karte').replace(' ', '');
	const rows = ['Vorname;Nachname', `Ina;${family}`, `Jan;${family}`].join('\n');
	await page.goto('/import?object=person');
	await page
		.getByLabel('Choose a file')
		.setInputFiles({ name: 'leute.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
	await page.getByRole('button', { name: 'Import 2 rows' }).click();
	await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible();
	const found = async () => {
		const filter = encodeURIComponent(`family_name == "${family}"`);
		return (await api.call('GET', `/records/person?filter=${filter}`)).body.data.length;
	};
	expect(await found()).toBe(2);
	await page.getByRole('button', { name: 'Undo this import' }).click();
	await expect(page.getByRole('heading', { name: 'Import taken back' })).toBeVisible();
	expect(await found()).toBe(0);
});
