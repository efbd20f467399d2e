// The page of a record: its files, what it was, who sees it, and what hangs on it.
import { expect, test, unique } from '../support/kontor.ts';

test('files are dropped, looked at, and replaced by a new version', async ({ desk: page, api }) => {
	const organization = await api.create('organization', { name: unique('Akten GmbH') });
	await page.goto(`/o/organization/${organization.id}?tab=linked`);
	await expect(page.getByRole('heading', { level: 1, name: organization.label })).toBeVisible();
	const files = page.getByRole('region', { name: 'Documents' });

	// Dropped on the page, wherever that is.
	const transfer = await page.evaluateHandle(() => {
		const data = new DataTransfer();
		data.items.add(
			new File(['Minutes <script>window.ran=1</script>'], 'minutes.txt', { type: 'text/plain' })
		);
		return data;
	});
	await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
	await expect(page.getByText(`Drop to add to ${organization.label}`)).toBeVisible();
	await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
	await files.getByRole('button', { name: /minutes\.txt/ }).click();
	const preview = page.getByRole('dialog', { name: 'minutes.txt' });
	await expect(preview.getByText('Minutes <script>window.ran=1</script>')).toBeVisible();
	await preview
		.getByLabel('New version')
		.last()
		.setInputFiles({ name: 'minutes-2.txt', mimeType: 'text/plain', buffer: Buffer.from('Second edition') });
	await expect(preview.getByText('Second edition')).toBeVisible();
	await expect(preview.getByText('Version 1')).toBeVisible();
	await preview.getByRole('button', { name: 'Close' }).click();

	// An image is shown; what is empty is refused before it is sent.
	const pixel =
		'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
	await files
		.getByLabel('Add files')
		.last()
		.setInputFiles([
			{ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') },
			{ name: 'nothing.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }
		]);
	await expect(files.getByRole('alert')).toContainText('nothing.txt: This is empty, or a folder.');
	await files.getByRole('button', { name: /logo\.png/ }).click();
	await expect(page.getByRole('dialog').getByRole('img', { name: 'logo.png' })).toBeVisible();
	expect(await page.evaluate(() => (window as any).ran)).toBeUndefined();
});

test('a record as it was, and all of it set back', async ({ desk: page, api }) => {
	const name = unique('Früher AG');
	const { id, version } = await api.create('organization', { name, employees: 7, legal_form: 'ag' });
	const values = { employees: 9, legal_form: 'se' };
	const change = { op: 'update', object: 'organization', id, version, values };
	expect((await api.call('POST', '/batch', { commands: [change] })).status).toBe(200);
	await page.goto(`/o/organization/${id}`);
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	await page.keyboard.press('h');
	const history = page.getByRole('dialog', { name: 'History' });
	const day = history.getByRole('textbox', { name: 'As it was on' });
	await day.fill('2001-01-01');
	await expect(history.getByText('It was not there yet on this day.')).toBeVisible();
	await history.getByRole('button', { name: 'As it was then' }).last().click();
	const then = history.getByRole('region', { name: /As it was on/ });
	await expect(then).toContainText('now: 9');
	await then.getByRole('button', { name: 'Restore all of it' }).click();
	await expect(then).toContainText('It was as it is now.');
	const { body } = await api.call('GET', `/records/organization/${id}`);
	expect([body.employees, body.legal_form]).toEqual([7, 'ag']);
});

test('who can see a record is told with its reason', async ({ desk: page, api }) => {
	const organization = await api.create('organization', { name: unique('Offen AG') });
	await page.goto(`/o/organization/${organization.id}`);
	await page.getByRole('button', { name: 'More' }).click();
	await page.getByRole('button', { name: 'Who can see this' }).click();
	const dialog = page.getByRole('dialog', { name: 'Who can see this' });
	await expect(dialog).toContainText('Ada Admin');
	await expect(dialog).toContainText('Administrators may do everything.');
	await expect(dialog).toContainText('see, change, delete, export');
});

test('a link is removed from the record, and comes back with undo', async ({ desk: page, api }) => {
	const organization = await api.create('organization', { name: unique('Netz AG') });
	const family = unique('Knoten').replace(' ', '');
	await api.create('person', { given_name: 'Ina', family_name: family, organization: organization.id });
	await page.goto(`/o/organization/${organization.id}?tab=linked`);
	const people = page.getByRole('region', { name: 'People' }).getByRole('link', { name: `Ina ${family}` });
	await expect(people).toBeVisible();
	await people.hover();
	await page
		.getByRole('region', { name: 'People' })
		.getByRole('button', { name: `Remove the link: Ina ${family}` })
		.click();
	await expect(people).toHaveCount(0);
	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect(people).toBeVisible();
});
