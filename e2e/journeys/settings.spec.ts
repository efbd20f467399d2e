// Settings: colleagues come in by a link that works once, programs by a key that is shown once.
import { ADA, expect, test, unique } from '../support/kontor.ts';

test('a colleague is added, and comes in by the link', async ({ desk: page, browser, address }) => {
	const name = unique('Kollege');
	const email = `${name.replace(' ', '.').toLowerCase()}@example.com`;
	await page.goto('/settings/users');
	await page.getByRole('button', { name: 'New user' }).click();
	await page.getByLabel('Name', { exact: true }).fill(name);
	await page.getByLabel('E-mail address').fill(ADA.email);
	await page.getByRole('button', { name: 'Add and make a link' }).click();
	// Somebody has this address already: told at its field, and nothing is lost.
	await expect(page.getByLabel('E-mail address')).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name);
	await page.getByLabel('E-mail address').fill(email);
	await page.getByRole('button', { name: 'Add and make a link' }).click();
	const link = await page.getByRole('textbox', { name: `Link for ${email}` }).inputValue();
	expect(link).toContain(`${address}/password#code=`);

	const other = await (await browser.newContext()).newPage();
	await other.addInitScript(() => localStorage.setItem('kontor.look', '{"language":"en"}'));
	await other.goto(link);
	await other.getByLabel('New password').fill('a password of my own');
	await other.getByRole('button', { name: 'Set password' }).click();
	await other.getByRole('link', { name: 'Sign in' }).click();
	await other.getByLabel('E-mail address').fill(email);
	await other.getByLabel('Password').fill('a password of my own');
	await other.getByRole('button', { name: 'Sign in' }).click();
	await expect(other.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	// What is for administrators is not shown to him.
	await other.goto('/settings');
	await expect(other.getByRole('link', { name: 'API keys' })).toBeVisible();
	await expect(other.getByRole('link', { name: 'Users' })).toHaveCount(0);

	await page.getByRole('button', { name: `Switch off ${name}` }).click();
	await expect(page.getByRole('button', { name: `Switch on ${name}` })).toBeVisible();
	await other.reload();
	await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
	await other.context().close();
});

test('a key is shown once, opens the door, and is revoked', async ({ desk: page, playwright, address }) => {
	const name = unique('Website');
	await page.goto('/settings/keys');
	await page.getByLabel('What is it for?').fill(name);
	await page.getByLabel('It may read, and change nothing').check();
	await page.getByRole('button', { name: 'Create key' }).click();
	const key = await page.getByRole('textbox', { name: `The key “${name}”` }).inputValue();
	const program = await playwright.request.newContext({
		extraHTTPHeaders: { Authorization: `Bearer ${key}` }
	});
	expect((await program.get(`${address}/api/v1/me`)).status()).toBe(200);
	await page.reload();
	await expect(page.getByText(name)).toBeVisible();
	await expect(page.getByText(key)).toHaveCount(0);
	await page.getByRole('button', { name: `Revoke ${name}` }).click();
	await expect(page.getByRole('button', { name: `Revoke ${name}` })).toHaveCount(0);
	expect((await program.get(`${address}/api/v1/me`)).status()).toBe(401);
	await program.dispose();
});

test('formats of the company, and one’s own language, are kept by the server', async ({
	desk: page,
	api
}) => {
	await page.goto('/settings/company');
	await page.getByLabel('Days in the trash').fill('soon');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByLabel('Days in the trash')).toHaveAttribute('aria-invalid', 'true');
	await page.getByLabel('Days in the trash').fill('45');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Settings saved.')).toBeVisible();
	expect((await api.call('GET', '/settings')).body.trash_days).toBe(45);
	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect(page.getByLabel('Days in the trash')).toHaveValue('30');
	expect((await api.call('GET', '/settings')).body.trash_days).toBe(30);

	await page.getByRole('link', { name: 'Mine' }).click();
	await page.getByLabel('Language', { exact: true }).selectOption('de');
	await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible();
	await expect.poll(async () => (await api.call('GET', '/me')).body.language).toBe('de');
	await page.getByLabel('Sprache', { exact: true }).selectOption('en');
	await expect.poll(async () => (await api.call('GET', '/me')).body.language).toBe('en');
});
