// An import that was a mistake is taken back as a whole.
import { readFile } from 'node:fs/promises';
import { expect, test, unique } from '../support/kontor.ts';
import { workbook } from '../support/workbook.ts';

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

test('rows with errors are mended in the file that is given back, and run again', async ({
	desk: page,
	api
}) => {
	const family = unique('Fehler').replace(' ', '');
	const rows = ['Vorname;Nachname;E-Mail', `Ina;${family};ina@example.com`, `Jan;${family};no address`];
	const choose = (buffer: Buffer) =>
		page.getByLabel('Choose a file').setInputFiles({ name: 'leute.csv', mimeType: 'text/csv', buffer });
	await page.goto('/import?object=person');
	await choose(Buffer.from(rows.join('\n')));
	await page.getByRole('button', { name: 'Import 2 rows' }).click();
	await expect(page.locator('dl')).toContainText('Rejected 1');
	const arrived = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Download rejected rows' }).click();
	const rejected = await readFile(await (await arrived).path(), 'utf8');
	expect(rejected).toContain('no address');
	expect(rejected).not.toContain('ina@example.com');

	await page.getByRole('link', { name: 'Import another file' }).click();
	await choose(Buffer.from(rejected.replaceAll('no address', 'jan@example.com')));
	await page.getByRole('button', { name: 'Import 1 row' }).click();
	await expect(page.locator('dl')).toContainText('Created 1');
	await expect(page.locator('dl')).toContainText('Rejected 0');
	const filter = encodeURIComponent(`family_name == "${family}"`);
	const found = (await api.call('GET', `/records/person?sort=given_name&filter=${filter}`)).body.data;
	expect(found.map(({ emails }: any) => emails[0].value)).toEqual(['ina@example.com', 'jan@example.com']);
});

test('another sheet of a workbook is read instead', async ({ desk: page, api }) => {
	const family = unique('Blatt').replace(' ', '');
	const buffer = workbook({
		Notizen: [
			['Thema', 'Wann'],
			['nichts für uns', 'gestern'],
			['auch nicht', 'heute']
		],
		Leute: [
			['Vorname', 'Nachname'],
			['Ina', family],
			['Jan', family]
		]
	});
	await page.goto('/import?object=person');
	await page.getByLabel('Choose a file').setInputFiles({ name: 'mappe.xlsx', mimeType: 'x/y', buffer });
	const sheet = page.getByRole('combobox', { name: 'Sheet' });
	await expect(sheet).toHaveValue('Notizen');
	await sheet.selectOption('Leute');
	await expect(page.getByRole('rowheader', { name: 'Nachname' })).toBeVisible();
	// The address is that of the new import, and remembers the file.
	await page.reload();
	await expect(sheet).toHaveValue('Leute');
	await page.getByRole('button', { name: 'Import 2 rows' }).click();
	await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible();
	const filter = encodeURIComponent(`family_name == "${family}"`);
	expect((await api.call('GET', `/records/person?filter=${filter}`)).body.data).toHaveLength(2);
});

test('rows that resemble somebody are put aside, and decided one by one', async ({ desk: page, api }) => {
	const family = unique('Doppel').replace(' ', '');
	const mail = (name: string) => `${name}@${family.toLowerCase()}.example`;
	const ina = await api.create('person', { given_name: 'Ina', family_name: family, emails: [mail('ina')] });
	const jan = await api.create('person', { given_name: 'Jan', family_name: family, emails: [mail('jan')] });
	const rows = [
		'Vorname;Nachname;E-Mail;Telefon',
		`Ina;${family};${mail('ina')};040 777`,
		`Jan;${family};${mail('jan')};040 888`,
		`Neu;${family}x;${mail('neu')};040 999`
	];
	const buffer = Buffer.from(rows.join('\n'));
	await page.goto('/import?object=person');
	await page.getByLabel('Choose a file').setInputFiles({ name: 'leute.csv', mimeType: 'text/csv', buffer });
	await page.getByLabel('When somebody is there already').selectOption('ask');
	await page.getByRole('button', { name: 'Import 3 rows' }).click();
	await expect(page.getByRole('heading', { name: '2 rows wait for your decision' })).toBeVisible();
	await page.getByLabel('What becomes of row 2').selectOption({ label: `Update: Ina ${family}` });
	await page.getByLabel('What becomes of row 3').selectOption({ label: 'Leave out' });
	await page.getByRole('button', { name: 'Apply decisions' }).click();
	await expect(page.getByRole('heading', { name: /rows? waits? for your decision/ })).toHaveCount(0);
	await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible();
	const phones = async ({ id }: { id: string }) =>
		(await api.call('GET', `/records/person/${id}`)).body.phones;
	await expect.poll(async () => (await phones(ina)).length).toBe(1);
	expect(await phones(jan)).toHaveLength(0);
	// Taking the import back takes what was decided back, too.
	await page.getByRole('button', { name: 'Undo this import' }).click();
	await expect(page.getByRole('heading', { name: 'Import taken back' })).toBeVisible();
	expect(await phones(ina)).toHaveLength(0);
});

test('the same file again is asked about', async ({ desk: page }) => {
	const family = unique('Nochmal').replace(' ', '');
	const buffer = Buffer.from(`Vorname;Nachname\nIna;${family}`);
	for (const again of [false, true]) {
		await page.goto('/import?object=person');
		await page.getByLabel('Choose a file').setInputFiles({ name: 'leute.csv', mimeType: 'text/csv', buffer });
		await page.getByRole('button', { name: 'Import 1 row' }).click();
		if (again) {
			await expect(page.getByRole('alert')).toContainText('imported before');
			await page.getByRole('button', { name: 'Import it all the same' }).click();
		}
		await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible();
	}
});

test('an import goes on while its user is elsewhere, shown in the frame, and can be stopped there', async ({
	desk: page,
	api
}) => {
	const tag = unique('weiter').replace(' ', '');
	const many = Array.from({ length: 20_000 }, (_, n) => `Haus ${tag} ${n}`);
	await page.goto('/import?object=household');
	await page.getByLabel('Choose a file').setInputFiles({
		name: 'viele.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(['Name', ...many].join('\n'))
	});
	await page.getByRole('button', { name: 'Import 20,000 rows' }).click();
	await page.getByRole('link', { name: 'Today' }).first().click();
	const jobs = page.getByRole('region', { name: 'Running jobs' });
	await expect(jobs.getByRole('progressbar', { name: 'Import' })).toBeVisible();
	await jobs.getByRole('button', { name: 'Stop: Import' }).click();
	await expect(jobs).toHaveCount(0);
	await expect(page.getByText('Stopped: Import.')).toBeVisible();
	const { body } = await api.call('GET', '/jobs?name=transfer.import&state=cancelled&limit=1');
	expect(body.data).toHaveLength(1);
});

test('what ends elsewhere is told with the way to it', async ({ desk: page }) => {
	const name = unique('Ende AG');
	await page.goto('/import?object=organization');
	const rows = Array.from({ length: 1500 }, (_, n) => `${name} ${n}`);
	await page.getByLabel('Choose a file').setInputFiles({
		name: 'firmen.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(['Name', ...rows].join('\n'))
	});
	await page.getByRole('button', { name: 'Import 1,500 rows' }).click();
	await page.getByRole('link', { name: 'Today' }).first().click();
	const told = page.getByRole('status').filter({ hasText: 'Done: Import.' });
	await expect(told).toBeVisible({ timeout: 60_000 });
	await told.getByRole('link', { name: 'Open' }).click();
	await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible();
});

test('dates that may be read in two ways are asked about before anything is written', async ({
	desk: page,
	api
}) => {
	const family = unique('Geboren').replace(' ', '');
	const buffer = Buffer.from(`First name,Last name,Birthday\nIna,${family},03/04/1980\n`);
	await page.goto('/import?object=person');
	await page.getByLabel('Choose a file').setInputFiles({ name: 'born.csv', mimeType: 'text/csv', buffer });
	const warning = page.getByRole('note').filter({ hasText: 'Birthday' });
	await expect(warning).toContainText('Choose above which of them stands first.');
	await page.getByLabel(/^Dates/).selectOption('Month first: 12/31');
	await expect(warning).toHaveCount(0);
	await page.getByRole('button', { name: 'Import 1 row' }).click();
	await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible();
	const filter = encodeURIComponent(`family_name == "${family}"`);
	const made = (await api.call('GET', `/records/person?filter=${filter}`)).body.data[0];
	expect(made.birth_date).toBe('1980-03-04');
});
