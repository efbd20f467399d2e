// axe finds nothing, on any screen and in any state of it, in light and dark.
import type { Page } from '@playwright/test';
import { examine, visit } from '../support/axe.ts';
import { ADA, SETTINGS, expect, test, unique, type Api } from '../support/kontor.ts';

test.describe.configure({ timeout: 300_000 });

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

test.beforeEach(async ({ page }) => {
	await page.addInitScript(() =>
		localStorage.setItem('kontor.look', '{"language":"en","theme":"system","density":"compact"}')
	);
});

/** A customer with everything that can hang on one, and the same once more. */
async function customer(api: Api) {
	const name = unique(LONG);
	const values = { name, emails: ['info@donau.example'], phones: ['040 12345'] };
	const organization = await api.create('organization', { ...values, employees: 12, tags: ['VIP'] });
	const twin = await api.create('organization', values);
	const links = [{ id: organization.id, object: 'organization' }];
	await api.create('task', { subject: 'Late', due_at: '2020-01-01T09:00:00Z', priority: 'high', links });
	await api.create('note', {
		body: '<p>A <a href="https://example.com">link</a></p><ul><li>and a list</li></ul><pre>code</pre>',
		links
	});
	return { name, organization, twin, of: encodeURIComponent(`name == "${name}"`) };
}

const menu = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first();

test('today, tasks, lists and boards', async ({ desk: page, api }) => {
	await customer(api);
	for (const address of [
		'/today',
		'/tasks',
		'/notifications',
		'/tasks?show=waiting',
		'/o/organization',
		'/o/organization?trash=only',
		'/o/opportunity?show=board',
		'/o/task?group=status'
	]) {
		await visit(page, address);
		await examine(page, address);
	}
});

test('records, duplicates, import and settings', async ({ desk: page, api }) => {
	const { organization, twin } = await customer(api);
	for (const address of [
		`/o/organization/${organization.id}`,
		`/o/organization/${organization.id}?tab=details`,
		`/o/organization/${organization.id}?tab=linked`,
		'/duplicates?object=organization',
		'/duplicates?object=household',
		`/duplicates?object=organization&a=${organization.id}&b=${twin.id}`,
		'/import',
		'/search',
		`/search?q=${encodeURIComponent(organization.label)}`,
		...SETTINGS
	]) {
		await visit(page, address);
		await examine(page, address);
	}
});

test('screens with nothing to show', async ({ desk: page }) => {
	for (const address of [
		'/o/organization?f=name~is~nobody',
		'/search?q=nobody+nowhere',
		'/o/organization?filter=nothing',
		'/o/organization?view=0195512c-0000-7000-8000-000000000000',
		'/o/nothing',
		'/o/organization/0195512c-0000-7000-8000-000000000000',
		'/import/0195512c-0000-7000-8000-000000000000',
		'/nowhere'
	]) {
		await visit(page, address);
		await examine(page, address);
	}
});

test('screens that wait, and one that gets no answer', async ({ desk: page }) => {
	// The answers stay away until the page has been looked at.
	let answer = () => {};
	const held = new Promise<void>((done) => (answer = done));
	await page.route(/api\/v1\/records\/(organization|task)/, async (route) => {
		await held;
		await route.abort();
	});
	for (const address of ['/o/organization', '/today']) {
		await page.goto(address);
		await expect(page.locator('[aria-busy=true], .shimmer').first()).toBeAttached();
		await examine(page, `waiting: ${address}`);
	}
	answer();
	await page.goto('/o/organization');
	await expect(page.getByRole('heading', { name: 'The list could not be read' })).toBeVisible();
	await examine(page, 'failed');
});

test('the tools of a list', async ({ desk: page, api }, info) => {
	const { name, of } = await customer(api);
	await visit(page, `/o/organization?cols=employees,tags,emails&filter=${of}`);
	await menu(page, 'Views').click();
	await examine(page, 'views');
	await menu(page, 'Save as view').click();
	await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
	await expect(page.getByRole('dialog').getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
	await examine(page, 'view without a name');
	await page.keyboard.press('Escape');
	await menu(page, 'Filter').click();
	await examine(page, 'which field');
	await page.getByPlaceholder('Which field?').fill('Employees');
	await page.keyboard.press('Enter');
	await examine(page, 'value of a filter');
	await page.getByLabel('Value').fill('5');
	await page.keyboard.press('Enter');
	await menu(page, 'Conditions').click();
	await menu(page, 'Group').click();
	await examine(page, 'conditions');
	await menu(page, 'Columns').click();
	await examine(page, 'columns');
	await page.keyboard.press('Escape');
	await menu(page, 'More').click();
	await page.getByRole('button', { name: 'Export this list' }).click();
	await examine(page, 'export');
	await page.keyboard.press('Escape');

	// Cards on a phone are opened, not selected, and their fields are edited on the record.
	if (info.project.name === 'phone') return;
	await visit(page, `/o/organization?cols=employees,tags,emails&filter=${of}`);
	await page.getByLabel('Select all rows shown').check({ force: true });
	await expect(page.getByRole('toolbar')).toContainText('2 selected');
	await examine(page, 'selection');
	await menu(page, 'More for the selection').click();
	await examine(page, 'more for the selection');
	await page.keyboard.press('Escape');
	await page.getByRole('toolbar').getByRole('button', { name: 'Edit' }).click();
	await expect(page.getByRole('dialog')).toContainText('2 records change.');
	await examine(page, 'change of many');
	await page.keyboard.press('Escape');
	await menu(page, 'Clear selection').click();
	await page.getByRole('row').filter({ hasText: name }).getByText('12', { exact: true }).dblclick();
	await page.getByRole('gridcell').getByRole('textbox', { name: 'Employees' }).fill('many');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toBeVisible();
	await examine(page, 'a cell that is wrong');
});

test('a board', async ({ desk: page, api }) => {
	const { body } = await api.call('GET', '/records/pipeline');
	const name = unique('Offer');
	await api.create('opportunity', { name, pipeline: body.data[0].id, stage: 'negotiation' });
	await visit(page, `/o/opportunity?show=board&filter=${encodeURIComponent(`name == "${name}"`)}`);
	await page.getByRole('button', { name: `Move ${name}` }).click();
	await examine(page, 'where a card may go');
	await page.getByRole('button', { name: 'Lost', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
	await expect(page.getByLabel('Reason of loss')).toHaveAttribute('aria-invalid', 'true');
	await examine(page, 'what a stage asks for');
});

test('a record and what opens over it', async ({ desk: page, api }) => {
	const { organization } = await customer(api);
	const address = `/o/organization/${organization.id}`;
	await visit(page, address);
	await menu(page, 'Note').click();
	await expect(page.getByRole('toolbar', { name: 'Formatting' })).toBeVisible();
	await examine(page, 'a note is written');
	await menu(page, 'Cancel').click();
	await menu(page, 'Log call').click();
	await menu(page, 'Tomorrow').click();
	await examine(page, 'a call is logged');
	await menu(page, 'Cancel').click();
	await menu(page, 'More').click();
	await examine(page, 'menu');
	await page.getByRole('button', { name: 'History' }).click();
	await expect(page.getByText('created it')).toBeVisible();
	await examine(page, 'history');
	await page.getByRole('textbox', { name: 'As it was on' }).fill('2001-01-01');
	await expect(page.getByText('It was not there yet on this day.')).toBeVisible();
	await examine(page, 'as it was');
	await page.keyboard.press('Escape');
	await menu(page, 'More').click();
	await page.getByRole('button', { name: 'Who can see this' }).click();
	await expect(page.getByRole('dialog')).toContainText('Ada Admin');
	await examine(page, 'access');
	await page.keyboard.press('Escape');

	await visit(page, `${address}?tab=linked`);
	await page
		.getByRole('region', { name: 'Documents' })
		.getByLabel('Add files')
		.last()
		.setInputFiles({ name: 'minutes.txt', mimeType: 'text/plain', buffer: Buffer.from('Minutes') });
	await page.getByRole('button', { name: /minutes\.txt/ }).click();
	await expect(page.getByRole('dialog').getByText('Minutes', { exact: true })).toBeVisible();
	await examine(page, 'a file');
	await visit(page, `${address}?tab=details`);
	await menu(page, 'Edit Employees').click();
	await page.getByRole('textbox', { name: 'Employees' }).fill('many');
	await page.keyboard.press('Enter');
	await expect(page.locator('#panel-details').getByRole('alert')).toBeVisible();
	await examine(page, 'a field that is wrong');
});

test('forms, captures and tasks', async ({ desk: page, api }) => {
	const { name } = await customer(api);
	await visit(page, '/o/organization');
	await page.keyboard.press('c');
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Name', { exact: true }).fill(name);
	await expect(page.getByText('This may be there already:')).toBeVisible();
	await examine(page, 'somebody who is there already');
	await dialog.getByRole('textbox', { name: 'E-mail addresses' }).first().fill('no address');
	await dialog.getByRole('button', { name: 'Create', exact: true }).click();
	await expect(dialog.locator('[aria-invalid=true]').first()).toBeVisible();
	await examine(page, 'a form that is refused');

	await visit(page, '/today');
	await page.getByLabel('Quick capture').fill('Anna Schmidt, Nordlicht GmbH, 040 12345, call back tomorrow');
	await expect(page.getByRole('region', { name: 'Person' })).toBeVisible();
	await examine(page, 'capture');
	await visit(page, '/tasks');
	await page.getByRole('button', { name: 'Put off: Late' }).first().click();
	await examine(page, 'put off');
});

test('an import, step by step', async ({ desk: page, api }) => {
	const family = unique('Stufe').replace(' ', '');
	const mail = `ina@${family.toLowerCase()}.example`;
	await api.create('person', { given_name: 'Ina', family_name: family, emails: [mail] });
	const rows = [
		'Vorname;Nachname;E-Mail;Bemerkung',
		`Ina;${family};${mail};x`,
		`Neu;${family}x;wrong;y`,
		`Gut;${family}y;;z`
	];
	await visit(page, '/import?object=person');
	await page
		.getByLabel('Choose a file')
		.setInputFiles({ name: 'leute.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
	await expect(page.getByRole('heading', { name: 'Where the columns go' })).toBeVisible();
	await examine(page, 'columns');
	await page.getByLabel('When somebody is there already').selectOption('ask');
	await page.getByRole('button', { name: 'Dry run' }).click();
	await expect(page.getByText('Nothing has been changed yet')).toBeVisible();
	await examine(page, 'dry run');
	await page.getByRole('button', { name: 'Import 3 rows' }).click();
	await expect(page.getByRole('heading', { name: '1 row waits for your decision' })).toBeVisible();
	await examine(page, 'decisions');
	await page.getByRole('button', { name: 'Undo this import' }).click();
	await expect(page.getByRole('heading', { name: 'Import taken back' })).toBeVisible();
	await examine(page, 'taken back');
	const { body } = await api.call('GET', '/jobs?name=transfer.import&limit=1');
	const at = page.url().replace(/.*\/import\//, '');
	// While it runs, as the server tells it; a real one would be over before it was looked at.
	await page.route(`**/api/v1/imports/${at}`, async (route) => {
		const answer = await (await route.fetch()).json();
		await route.fulfill({
			json: { ...answer, state: 'running', job: body.data[0].id, progress: { done: 400, total: 1000 } }
		});
	});
	await page.reload();
	await expect(page.getByRole('main').getByRole('progressbar')).toBeVisible();
	await examine(page, 'running');
	// It is asked for again and again; what is on its way need not arrive.
	await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('settings that were just changed', async ({ desk: page }) => {
	await visit(page, '/settings/keys');
	await page.getByLabel('What is it for?').fill(unique('Website'));
	await page.getByRole('button', { name: 'Create key' }).click();
	await expect(page.getByText('It is shown this once.')).toBeVisible();
	await examine(page, 'a fresh key');
	await visit(page, '/settings/users');
	await page.getByRole('button', { name: 'Password link for' }).first().click();
	await expect(page.getByText('It works once, for 24 hours')).toBeVisible();
	await examine(page, 'a link for a colleague');
	await visit(page, '/settings');
	await page.getByLabel('Density').selectOption('comfortable');
	await examine(page, 'with more air');
});

test('what opens over every screen', async ({ desk: page, api }, info) => {
	const { name, organization } = await customer(api);
	await visit(page, '/o/person');
	await page.keyboard.press('/');
	await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
	await examine(page, 'palette');
	await page.keyboard.type(name.slice(-6));
	await expect(page.getByRole('dialog').getByRole('option', { name: LONG }).first()).toBeVisible();
	await examine(page, 'found');
	await page.keyboard.press('Escape');
	await page.keyboard.press('?');
	await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
	await examine(page, 'shortcuts');
	await page.keyboard.press('Escape');
	if (info.project.name === 'phone') {
		await menu(page, 'Menu').click();
		await examine(page, 'navigation');
	}
	await visit(page, `/o/organization/${organization.id}`);
	await menu(page, 'Note').click();
	await page.getByLabel('Details').fill('Noted');
	await page.getByRole('button', { name: 'Save note' }).click();
	await expect(page.getByRole('button', { name: 'Undo' }).last()).toBeVisible();
	await examine(page, 'undo');
	await menu(page, 'Note').click();
	await page.getByLabel('Details').fill('Written in a tunnel');
	await page.context().setOffline(true);
	await page.getByRole('button', { name: 'Save note' }).click();
	await expect(page.getByText('No connection to the server')).toBeVisible();
	await examine(page, 'offline');
	await page.context().setOffline(false);
	await expect(page.getByText('No connection to the server')).toBeHidden();
	await page.context().clearCookies();
	// Whoever asks the server next finds out, and that may be the page itself before the button is reached.
	await page.getByRole('button', { name: 'Save note' }).dispatchEvent('click');
	await expect(page.getByRole('dialog', { name: 'Please sign in again' })).toBeVisible();
	await examine(page, 'ended session');
});

test('the doors', async ({ page, complaints }) => {
	void complaints;
	for (const address of ['/sign-in', '/password', '/setup']) {
		await visit(page, address);
		await examine(page, address);
	}
	await visit(page, '/sign-in');
	await page.getByLabel('E-mail address').fill(ADA.email);
	await page.getByLabel('Password').fill('certainly not');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
	await examine(page, 'refused');
	await page.goto('/today');
	await page.goto('/password#code=x');
	await expect(page.getByLabel('New password')).toBeVisible();
	await examine(page, 'new password');
	// As it is before anybody has come in.
	await page.route('**/api/v1/setup', (route) => route.fulfill({ json: { open: true } }));
	await page.goto('/sign-in');
	await expect(page.locator('h1')).toBeVisible();
	await examine(page, 'not set up yet');
	await page.goto('/setup#code=x');
	await expect(page.getByLabel('Your name')).toBeVisible();
	await examine(page, 'set up');
});
