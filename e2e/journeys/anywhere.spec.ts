// What holds on every screen: search, language, an ended session, a lost connection, colleagues' changes.
import { ADA, expect, follow, test, unique } from '../support/kontor.ts';

test('find somebody whose name is misspelt, with the keyboard alone', async ({ desk: page, api }) => {
	const given = `Q${Math.random().toString(36).slice(2, 7)}`;
	await api.create('person', { given_name: given, family_name: 'Hoffmeister' });
	await page.goto('/today');
	await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	await page.keyboard.press('/');
	await page.keyboard.type(`${given} Hofmeister`);
	await expect(page.getByRole('option', { name: `${given} Hoffmeister` })).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: `${given} Hoffmeister` })).toBeVisible();
});

test('German, without a reload and throughout', async ({ desk: page }) => {
	await page.goto('/settings');
	await page.evaluate(() => ((window as any).same = true));
	await page.getByLabel('Language', { exact: true }).selectOption('de');
	await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible();
	expect(await page.evaluate(() => (window as any).same)).toBe(true);
	await follow(page, 'Personen');
	await expect(page.getByRole('button', { name: /^(Neu: Person|Anlegen)$/ }).first()).toBeVisible();
	await page.keyboard.press('c');
	await page.getByRole('textbox', { name: 'E-Mail-Adressen' }).fill('kaputt');
	await page.keyboard.press('Control+Enter');
	// The server speaks German too.
	await expect(page.getByText('Das ist keine E-Mail-Adresse.')).toBeVisible();
	expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
});

test('an ended session asks for the password, and nothing that was typed is lost', async ({
	desk: page,
	api
}) => {
	const organization = await api.create('organization', { name: unique('Session AG') });
	await page.goto(`/o/organization/${organization.id}`);
	await expect(page.getByRole('heading', { level: 1, name: organization.label })).toBeVisible();
	await page.keyboard.press('n');
	await page.getByLabel('Details').fill('Typed before the session ended');
	await page.context().clearCookies();
	await page.getByRole('button', { name: 'Save note' }).click();
	const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
	await expect(dialog).toBeVisible();
	await dialog.getByLabel('E-mail address').fill(ADA.email);
	await dialog.getByLabel('Password').fill(ADA.password);
	await dialog.getByRole('button', { name: 'Sign in' }).click();
	await expect(dialog).toBeHidden();
	await expect(page.locator('#panel-timeline ol')).toContainText('Typed before the session ended');
});

test('a lost connection is told, keeps what was typed, and goes on', async ({ desk: page, api }) => {
	const organization = await api.create('organization', { name: unique('Offline AG') });
	await page.goto(`/o/organization/${organization.id}`);
	await expect(page.getByRole('heading', { level: 1, name: organization.label })).toBeVisible();
	await page.keyboard.press('n');
	await page.getByLabel('Details').fill('Written in a tunnel');
	await page.context().setOffline(true);
	await page.getByRole('button', { name: 'Save note' }).click();
	await expect(page.getByText('No connection to the server')).toBeVisible();
	await expect(page.getByLabel('Details')).toHaveText('Written in a tunnel');
	await page.context().setOffline(false);
	await expect(page.getByText('No connection to the server')).toBeHidden();
	await page.getByRole('button', { name: 'Save note' }).click();
	await expect(page.locator('#panel-timeline ol')).toContainText('Written in a tunnel');
});

test('what a colleague changes shows without a reload', async ({ desk: page, api }) => {
	const name = unique('Live AG');
	const organization = await api.create('organization', { name });
	await page.goto(`/o/organization/${organization.id}`);
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	await api.create('note', {
		body: 'From the desk next door',
		links: [{ id: organization.id, object: 'organization' }]
	});
	await expect(page.locator('#panel-timeline ol')).toContainText('From the desk next door');
});

test('all windows of a browser share one stream of changes', async ({ desk: page, api }) => {
	const organization = await api.create('organization', { name: unique('Fenster AG') });
	const own: string[] = [];
	page.context().on('request', (request) => {
		if (request.url().endsWith('/events')) own.push(request.url());
	});
	const second = await page.context().newPage();
	for (const one of [page, second]) {
		await one.goto(`/o/organization/${organization.id}`);
		await expect(one.getByRole('heading', { level: 1, name: organization.label })).toBeVisible();
	}
	await api.create('note', {
		body: 'Heard in both windows',
		links: [{ id: organization.id, object: 'organization' }]
	});
	for (const one of [page, second]) {
		await expect(one.locator('#panel-timeline ol')).toContainText('Heard in both windows');
	}
	expect(own).toEqual([]);
});

test('an object made a minute ago has list, form, page and history', async ({ desk: page, api }, info) => {
	const key = `x_${Math.random().toString(36).slice(2, 8).replace(/\d/g, 'q')}`;
	const made = await api.call('POST', '/objects', {
		key,
		labels: { en: 'Machine', de: 'Maschine' },
		plural: { en: `Machines ${key}`, de: `Maschinen ${key}` },
		label: [['x_name']],
		fields: [
			{ key: 'x_name', type: 'text', labels: { en: 'Name', de: 'Name' }, required: true },
			{ key: 'x_power', type: 'integer', labels: { en: 'Power', de: 'Leistung' } }
		]
	});
	expect(made.status, JSON.stringify(made.body)).toBeLessThan(300);
	await page.goto('/today');
	await follow(page, `Machines ${key}`);
	await page.getByRole('button', { name: 'New Machine' }).first().click();
	await page.getByLabel('Name *').fill('Lathe');
	await page.getByLabel('Power').fill('400');
	await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Lathe' })).toBeVisible();
	if (info.project.name === 'phone') await page.getByRole('tab', { name: 'Details' }).click();
	await page.getByRole('button', { name: 'Edit Power' }).click();
	await page.getByRole('textbox', { name: 'Power' }).fill('500');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Edit Power' })).toBeFocused();
	await page.keyboard.press('h');
	const history = page.getByRole('dialog', { name: 'History' });
	await history.getByRole('button', { name: 'Restore Power' }).click();
	await page.keyboard.press('Escape');
	await expect(page.locator('#panel-details')).toContainText('400');
});

test("the sidebar is put into an order of one's own and folded, and stays so", async ({
	desk: page,
	isMobile
}) => {
	test.skip(isMobile || (page.viewportSize()?.width ?? 0) < 721, 'on a phone it is a menu');
	await page.goto('/today');
	const side = page.getByRole('navigation', { name: 'Main navigation' });
	const names = side.locator('ul').nth(1).getByRole('link');
	const first = await names.nth(0).innerText();
	const second = await names.nth(1).innerText();
	await names.nth(0).focus();
	await page.keyboard.press('Alt+ArrowDown');
	await expect(names.nth(0)).toHaveText(second);
	await expect(names.nth(1)).toBeFocused();
	await names.nth(1).dragTo(names.nth(3));
	await expect(names.nth(3)).toHaveText(first);
	await page.reload();
	await expect(names.nth(3)).toHaveText(first);

	const wide = (await side.boundingBox())?.width ?? 0;
	await side.getByRole('button', { name: 'Names beside the icons' }).click();
	expect((await side.boundingBox())?.width).toBeLessThan(wide / 3);
	await side.getByRole('link', { name: first }).click();
	await expect(page.getByRole('heading', { level: 1, name: first })).toBeVisible();
	await page.reload();
	await expect(side.getByRole('button', { name: 'Names beside the icons' })).toHaveAttribute(
		'aria-expanded',
		'false'
	);
});
