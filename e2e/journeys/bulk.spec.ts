// Many records at once: previewed, changed, exported, undone as one.
import { expect, test, unique, type Api } from '../support/kontor.ts';

async function houses(api: Api, tag: string, count: number) {
	for (let from = 0; from < count; from += 500) {
		const commands = Array.from({ length: Math.min(500, count - from) }, (_, index) => ({
			op: 'create',
			object: 'household',
			values: { name: `House ${tag} ${from + index}`, tags: [tag] }
		}));
		expect((await api.call('POST', '/batch', { commands })).status).toBe(200);
	}
	return `/o/household?cols=tags,owner&filter=${encodeURIComponent(`"${tag}" in tags`)}`;
}

const count = async (api: Api, tag: string) =>
	(
		await api.call(
			'GET',
			`/records/household?count=exact&limit=1&filter=${encodeURIComponent(`"${tag}" in tags`)}`
		)
	).body.count;

test('a thousand records are tagged with a preview, exported, and taken back with one undo', async ({
	desk: page,
	api
}) => {
	test.setTimeout(120_000);
	const [tag, more] = [unique('bulk').replace(' ', ''), unique('new').replace(' ', '')];
	await page.goto(await houses(api, tag, 1000));
	await expect(page.getByRole('heading', { level: 1 })).toContainText('1,000');
	await page.getByLabel('Select all rows shown').check({ force: true });
	const bar = page.getByRole('toolbar');
	await bar.getByRole('button', { name: 'Select all 1,000' }).click();
	await expect(bar).toContainText('1,000 selected');

	await bar.getByRole('button', { name: 'Add tags' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'Tags' }).fill(more);
	await expect(dialog).toContainText('1,000 records change.');
	await expect(dialog).toContainText(`${tag}, ${more}`);
	await dialog.getByRole('button', { name: 'Change 1,000' }).click();
	await expect(page.getByText('1,000 records changed.')).toBeVisible({ timeout: 60_000 });
	expect(await count(api, more)).toBe(1000);

	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect(page.getByText('Undone.')).toBeVisible({ timeout: 60_000 });
	expect(await count(api, more)).toBe(0);
	expect(await count(api, tag)).toBe(1000);

	await page.getByRole('button', { name: 'More', exact: true }).click();
	await page.getByRole('button', { name: 'Export this list' }).click();
	await page.getByRole('dialog').getByLabel('CSV').check();
	await page.getByRole('button', { name: 'Write file' }).click();
	await expect(page.getByText('1,000 records are in the file.')).toBeVisible();
	const arrived = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Download' }).click();
	expect((await arrived).suggestedFilename()).toBe('household.csv');
});

test('what cannot be done to one is told by its name, and nothing is half done', async ({
	desk: page,
	api
}) => {
	const tag = unique('refuse').replace(' ', '');
	await page.goto(await houses(api, tag, 3));
	await expect(page.getByLabel('Select all rows shown')).toBeEnabled();
	await page.getByLabel('Select all rows shown').check({ force: true });
	await page.getByRole('toolbar').getByRole('button', { name: 'Edit' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Field').selectOption({ label: 'Name' });
	await expect(dialog).toContainText('3 records change.');
	await dialog.getByRole('button', { name: 'Change 3' }).click();
	await expect(dialog.getByRole('alert')).toContainText(`House ${tag}`);
	expect(await count(api, tag)).toBe(3);
});

test('two are put side by side to be merged', async ({ desk: page, api }) => {
	const name = unique('Twin');
	const [a, b] = [
		await api.create('organization', { name, employees: 3 }),
		await api.create('organization', { name: `${name} GmbH` })
	];
	await page.goto(`/o/organization?sort=name&filter=${encodeURIComponent(`like(name, "${name}*")`)}`);
	await expect(page.getByLabel('Select all rows shown')).toBeEnabled();
	await page.getByLabel('Select all rows shown').check({ force: true });
	await page.getByRole('button', { name: 'More for the selection' }).click();
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await expect(page).toHaveURL(new RegExp(`a=${a.id}&b=${b.id}`));
	await expect(page.getByText(`${name} GmbH`).first()).toBeVisible();
});
