// What concerns somebody is told to him: by the bell at once, and on the screen behind it.
import { colleague, expect, test, unique } from '../support/kontor.ts';

test('a colleague assigns a task, and it is told until it was seen', async ({ desk: page, api, browser }) => {
	const ben = await colleague(api, browser, 'Ben Berater');
	await page.goto('/today');
	await expect(page.getByRole('link', { name: /^Notifications/ }).filter({ visible: true })).toBeVisible();
	const subject = unique('Call the museum');
	const me = (await api.call('GET', '/me')).body.user.id;
	await ben.api.create('task', { subject, assignee: me });
	const bell = page.getByRole('link', { name: /^Notifications, \d+ new$/ }).filter({ visible: true });
	await bell.click();
	const told = page.getByRole('listitem').filter({ hasText: subject });
	await expect(told).toContainText('Ben Berater assigned this to you:');
	await expect(told).toContainText('New:');
	await expect(
		page.getByRole('link', { name: 'Notifications', exact: true }).filter({ visible: true })
	).toBeVisible();

	// Seen once, it is not new when one comes again.
	await page.reload();
	await expect(told).toBeVisible();
	await expect(told).not.toContainText('New:');
	await told.getByRole('link', { name: subject }).click();
	await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
	await ben.context.close();
});

test('what others changed and what is late stands in Today', async ({ desk: page, api }) => {
	const late = unique('Late offer');
	const me = (await api.call('GET', '/me')).body.user.id;
	await api.create('opportunity', { name: late, close_date: '2020-01-31', owner: me });
	await page.goto('/today');
	for (const title of ['Past their closing date', 'Without a next step']) {
		const part = page.locator('section', { has: page.getByRole('heading', { name: new RegExp(title) }) });
		await expect(part.getByRole('link', { name: late })).toBeVisible();
	}
});
