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

test('a PDF is shown by the viewer of the browser, which can do nothing in our name', async ({
	desk: page,
	api
}) => {
	const organization = await api.create('organization', { name: unique('Seiten GmbH') });
	await page.goto(`/o/organization/${organization.id}?tab=linked`);
	const objects = [
		'<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>',
		'<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>'
	];
	const body = objects.map((text, n) => `${n + 1} 0 obj${text}endobj`).join('\n');
	await page
		.getByRole('region', { name: 'Documents' })
		.getByLabel('Add files')
		.last()
		.setInputFiles({
			name: 'offer.pdf',
			mimeType: 'application/pdf',
			buffer: Buffer.from(`%PDF-1.4\n${body}\ntrailer<</Root 1 0 R>>`)
		});
	await page.getByRole('button', { name: /offer\.pdf/ }).click();
	const frame = page.getByRole('dialog').locator('iframe[title="offer.pdf"]');
	await expect(frame).toHaveAttribute('src', /^blob:/);
	// What the page made is shown by nothing but the viewer, in a place of its own.
	await expect.poll(() => page.frames().some((one) => one.url().startsWith('chrome-extension:'))).toBe(true);
});

test('a field is changed in its place, refused while it is wrong, and taken back', async ({
	desk: page,
	api
}) => {
	const { id } = await api.create('organization', { name: unique('Feld AG'), employees: 12 });
	await page.goto(`/o/organization/${id}?tab=details`);
	const details = page.locator('#panel-details');
	await details.getByRole('button', { name: 'Edit Employees' }).click();
	const field = details.getByRole('textbox', { name: 'Employees' });
	await field.fill('many');
	await page.keyboard.press('Enter');
	await expect(details.getByRole('alert')).toBeVisible();
	await expect(field).toHaveValue('many');
	await field.fill('1350');
	await page.keyboard.press('Enter');
	await expect(details).toContainText('1,350');
	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect(page.getByText('Undone.')).toBeVisible();
	await expect(details).not.toContainText('1,350');
	expect((await api.call('GET', `/records/organization/${id}`)).body.employees).toBe(12);
});

test('e begins to edit wherever the keyboard is', async ({ desk: page, api }) => {
	const { id, label } = await api.create('organization', { name: unique('Taste AG') });
	await page.goto(`/o/organization/${id}?tab=details`);
	await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible();
	await page.getByRole('button', { name: 'More' }).focus();
	await page.keyboard.press('e');
	await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
	await page.keyboard.type('!');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: `${label}!` })).toBeVisible();
});

test('the figures of a record lead to what they count', async ({ desk: page, api }) => {
	const organization = await api.create('organization', { name: unique('Zahlen GmbH') });
	const links = [{ id: organization.id, object: 'organization' }];
	const subject = unique('Overdue');
	await api.create('task', { subject, due_at: '2020-01-01T09:00:00Z', links });
	await api.create('task', { subject: unique('Some day'), links });
	await page.goto(`/o/organization/${organization.id}`);
	const figure = (name: string) =>
		page.locator('#panel-timeline dl > div').filter({ has: page.getByText(name, { exact: true }) });
	await expect(figure('Open tasks')).toContainText('2');
	await figure('Overdue tasks').getByRole('link', { name: '1' }).click();
	await expect(page.getByRole('gridcell').getByRole('link', { name: subject })).toBeVisible();
	await expect(page.getByRole('gridcell').getByRole('link')).toHaveCount(1);
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
	await expect(dialog.getByText('Administrator', { exact: true })).toBeVisible();
	await expect(dialog).toContainText('see, change, delete, export');
});

test('what opens over a record has an address, and back closes it', async ({ desk: page, api }) => {
	const first = await api.create('organization', { name: unique('Erste AG') });
	const { id, label } = await api.create('organization', { name: unique('Weg AG') });
	await page.goto(`/o/organization/${first.id}`);
	await page.goto(`/o/organization/${id}?tab=details`);
	await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible();
	const address = page.url();
	const history = page.getByRole('dialog', { name: 'History' });
	await page.keyboard.press('h');
	await expect(history).toBeVisible();
	const over = page.url();
	await page.goBack();
	await expect(history).toBeHidden();
	expect(page.url()).toBe(address);
	await page.goForward();
	await expect(history).toBeVisible();
	// Closed by hand it leaves nothing behind: back leads to where one was before.
	await page.keyboard.press('Escape');
	await expect(history).toBeHidden();
	await expect(page).toHaveURL(address);
	await page.goBack();
	await expect(page.getByRole('heading', { level: 1, name: first.label })).toBeVisible();
	// Whoever is sent the address sees the same, and stays on the record after it.
	await page.goto(over);
	await expect(history.getByText('Created').first()).toBeVisible();
	await history.getByRole('button', { name: 'Close' }).click();
	await expect(history).toBeHidden();
	await expect(page).toHaveURL(address);
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

test('the timeline is narrowed by kind, word and day, and a link leads to one entry of it', async ({
	desk: page,
	api
}) => {
	const { id } = await api.create('organization', { name: unique('Verlauf AG') });
	const links = [{ id, object: 'organization' }];
	const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 11)).toISOString();
	const words = Array.from({ length: 45 }, (_, n) => ({
		kind: n % 9 ? 'call' : 'email',
		subject: `Word ${n}`,
		at: day(n),
		links
	}));
	for (const values of words) await api.create('interaction', values);
	await page.goto(`/o/organization/${id}`);
	const entries = page.locator('#panel-timeline ol > li');
	await expect(entries.first()).toContainText('Word 44');
	await page.getByLabel('Show only').selectOption('email');
	await expect(entries).toHaveCount(5);
	await page.getByRole('button', { name: 'Filter the timeline' }).click();
	await page.getByLabel('Contains').fill('word 3');
	await expect(entries).toHaveText([/Word 36/]);
	// The address says it all: who gets it sees the same.
	await page.reload();
	await expect(entries).toHaveText([/Word 36/]);
	await page.getByLabel('Contains').fill('');
	await page.getByLabel('Show only').selectOption('');
	await page.getByLabel('From').fill('2026-01-03');
	await page.getByLabel('Until').fill('2026-01-04');
	await expect(entries).toHaveText([/Word 3/, /Word 2/]);
	await page.getByLabel('From').fill('');
	await page.getByLabel('Until').fill('2026-01-06');
	await expect(entries).toHaveCount(6);

	const old = entries.filter({ hasText: 'Word 4' });
	const link = await old.getByRole('link', { name: /^Link to this entry/ }).getAttribute('href');
	await page.goto(`/o/organization/${id}${link}`);
	await expect(entries.first()).toContainText('Word 4');
	await expect(page.locator('#panel-timeline li.marked')).toContainText('Word 4');
	await page.getByRole('button', { name: 'Show the newest' }).click();
	await expect(entries.first()).toContainText('Word 44');
	await expect(page.locator('#panel-timeline li.marked')).toHaveCount(0);
});

test('the head says whose it is and what comes next, and a file is added where all else is written', async ({
	desk: page,
	api
}, info) => {
	const { body } = await api.call('GET', '/records/pipeline?limit=1');
	const [pipeline] = body.data;
	const name = unique('Nächster Schritt');
	const values = {
		name,
		pipeline: pipeline.id,
		stage: pipeline.stages[0].key,
		next_step: 'Send the samples'
	};
	const { id } = await api.create('opportunity', values);
	// A page that could not be read is asked for again where one is.
	await page.route('**/overview', (route) => route.fulfill({ status: 503, json: { status: 503 } }));
	await page.goto(`/o/opportunity/${id}`);
	const again = page.getByRole('button', { name: 'Try again' });
	await expect(again).toBeVisible();
	await page.unroute('**/overview');
	await again.click();
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	const head = page.getByRole('main').locator('header').first();
	await expect(head).toContainText('Send the samples');
	if (info.project.name === 'wide') await expect(head).toContainText('Owner: Ada Admin');

	const choosing = page.waitForEvent('filechooser');
	await page.getByRole('group', { name: 'What happened' }).getByRole('button', { name: 'File' }).click();
	const file = { name: 'drawing.txt', mimeType: 'text/plain', buffer: Buffer.from('twelve lamps') };
	await (await choosing).setFiles(file);
	if (info.project.name === 'phone') await page.getByRole('tab', { name: 'Linked' }).click();
	await expect(page.getByRole('region', { name: 'Documents' })).toContainText('drawing.txt');
});
