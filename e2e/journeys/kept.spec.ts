// Nothing that was typed is lost: drafts, files dropped in the wrong place, texts that are too long, double clicks, the
// way back in the midst of an import, and a tab that is older than the server.
import { expect, test, unique } from '../support/kontor.ts';

test('a form outlives a slip of the finger, a reload and another form', async ({ desk: page, api }) => {
	const family = unique('Entwurf').replace(' ', '');
	await page.goto('/o/person');
	await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
	await page.keyboard.press('c');
	const dialog = page.getByRole('dialog', { name: 'New Person' });
	await dialog.getByLabel('Family name').fill(family);
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await page.reload();
	await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
	await page.keyboard.press('c');
	await expect(dialog.getByText('You typed this before and did not save it.')).toBeVisible();
	await expect(dialog.getByLabel('Family name')).toHaveValue(family);
	await dialog.getByRole('button', { name: 'Create', exact: true }).dblclick();
	await expect(page.getByRole('heading', { level: 1, name: family })).toBeVisible();
	const filter = encodeURIComponent(`family_name == "${family}"`);
	expect((await api.call('GET', `/records/person?filter=${filter}`)).body.data).toHaveLength(1);

	// What was saved or given up is no draft any more.
	await page.goto('/o/person');
	await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
	await page.keyboard.press('c');
	await expect(dialog.getByLabel('Family name')).toHaveValue('');
	await dialog.getByLabel('Family name').fill('Given up');
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await page.keyboard.press('c');
	await expect(dialog.getByLabel('Family name')).toHaveValue('');
});

test('a long field and a line for Today outlive the page', async ({ desk: page, api }) => {
	const { id } = await api.create('task', { subject: unique('Writing'), body: '<p>Begun</p>' });
	await page.goto(`/o/task/${id}?tab=details`);
	await page.getByRole('button', { name: 'Edit Text' }).click();
	const text = page.getByRole('textbox', { name: 'Text', exact: true });
	await expect(text).toBeFocused();
	await page.keyboard.type(' and half a sentence');
	await expect(text).toHaveText('Begun and half a sentence');
	await page.reload();
	await page.getByRole('button', { name: 'Edit Text' }).click();
	await expect(text).toHaveText('Begun and half a sentence');
	await page.getByRole('button', { name: 'Cancel' }).click();
	await page.getByRole('button', { name: 'Edit Text' }).click();
	await expect(text).toHaveText('Begun');

	await page.goto('/today');
	const line = page.getByRole('textbox', { name: 'Quick capture' });
	await line.fill('Ina Halb, 040 12345');
	await page.reload();
	await expect(line).toHaveValue('Ina Halb, 040 12345');
	await expect(page.getByLabel('Given name')).toHaveValue('Ina');
	await page.getByRole('button', { name: 'Cancel' }).click();
	await page.reload();
	await expect(line).toHaveValue('');
});

test('a file or a folder that is dropped where nothing takes it does not replace the page', async ({
	desk: page
}) => {
	await page.goto('/o/organization');
	await expect(page.getByRole('heading', { level: 1, name: 'Organisations' })).toBeVisible();
	const taken = await page.getByRole('main').evaluate((main) => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File(['x'], 'offer.txt'));
		return ['dragover', 'drop'].map(
			(kind) => !main.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }))
		);
	});
	// What nobody prevents, the browser does: it opens the file in this tab.
	expect(taken).toEqual([true, true]);
	await expect(page.getByText("Files go onto a record's page.")).toBeVisible();
});

test('five megabytes that were pasted are refused with a reason, and still there', async ({
	desk: page,
	api
}) => {
	const size = 5_000_000;
	const organization = await api.create('organization', { name: unique('Roman AG') });
	await page.goto(`/o/organization/${organization.id}`);
	await expect(page.getByRole('heading', { level: 1, name: organization.label })).toBeVisible();
	const fill = (box: HTMLInputElement | HTMLTextAreaElement | HTMLElement, size: number) => {
		(box as HTMLInputElement).value = 'long '.repeat(size / 5);
		box.dispatchEvent(new Event('input', { bubbles: true }));
	};
	await page.keyboard.press('l');
	const subject = page.getByLabel('Subject');
	await subject.evaluate(fill, size);
	await page.getByRole('button', { name: 'Save call' }).click();
	await expect(page.locator('form.composer').getByRole('alert')).toBeVisible();
	expect((await subject.inputValue()).length).toBe(size);

	await page.goto('/today');
	const line = page.getByRole('textbox', { name: 'Quick capture' });
	await line.evaluate(fill, size);
	await expect(page.getByRole('alert')).toContainText('More than 4,000 characters');
	expect((await line.inputValue()).length).toBe(size);

	// Longer than a subject, and yet a task: all of it is kept.
	const long = `${unique('Remember')} ${'and this '.repeat(80)}the end`;
	await line.fill(long);
	await page.getByRole('button', { name: 'Create', exact: true }).first().click();
	await expect(line).toHaveValue('');
	const filter = encodeURIComponent(`subject.startsWith("${long.slice(0, 15)}")`);
	const [task] = (await api.call('GET', `/records/task?filter=${filter}&fields=subject,body`)).body.data;
	expect(task.subject).toHaveLength(500);
	expect(task.body).toContain('the end');
});

test('whoever leaves an import in the midst of it finds back', async ({ desk: page }) => {
	const name = `${unique('liste').replace(' ', '-')}.csv`;
	const buffer = Buffer.from(`Vorname;Nachname\nIna;${unique('Zurueck').replace(' ', '')}`);
	await page.goto('/import?object=person');
	await page.getByLabel('Choose a file').setInputFiles({ name, mimeType: 'text/csv', buffer });
	await expect(page.getByRole('button', { name: 'Import 1 row' })).toBeVisible();
	await page.goBack();
	const earlier = page.getByRole('region', { name: 'Earlier imports' });
	await earlier.getByRole('link', { name }).click();
	await page.getByRole('button', { name: 'Import 1 row' }).dblclick();
	await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible();
	await expect(page.locator('dl')).toContainText('Created 1');
	await page.goBack();
	await expect(earlier.getByRole('link', { name })).toContainText('done');
	await page.goForward();
	await page.getByRole('button', { name: 'Undo this import' }).click();
	await expect(page.getByRole('heading', { name: 'Import taken back' })).toBeVisible();
});

test('a tab that is older than the server says so, and goes on with the new version', async ({
	desk: page,
	api
}) => {
	const organization = await api.create('organization', { name: unique('Alt AG') });
	await page.goto(`/o/organization/${organization.id}`);
	await expect(page.getByRole('heading', { level: 1, name: organization.label })).toBeVisible();
	await page.keyboard.press('n');
	await page.getByLabel('Details').fill('Typed before the upgrade');
	const drafts = () => page.evaluate(() => JSON.stringify(localStorage));
	await expect.poll(drafts).toContain('Typed before the upgrade');
	await page.evaluate(() => ((window as any).old = true));
	await page.route('**/_app/version.json', (route) => route.fulfill({ json: { version: 'another' } }));
	// As after a lost connection.
	await page.context().setOffline(true);
	await expect(page.getByText('No connection to the server')).toBeVisible();
	await page.context().setOffline(false);
	await expect(page.getByText('Kontor was upgraded.')).toBeVisible();
	await page.unroute('**/_app/version.json');
	await page.getByRole('link', { name: 'Back to the list: Organisations' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Organisations' })).toBeVisible();
	expect(await page.evaluate(() => (window as any).old)).toBeUndefined();
	await page.goto(`/o/organization/${organization.id}`);
	await expect(page.getByLabel('Details')).toHaveText('Typed before the upgrade');
});
