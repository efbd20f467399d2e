// Tasks: whose they are, when they are due; finished, put aside and repeated, with the keyboard alone.
import { expect, test, unique } from '../support/kontor.ts';

test('a task is put aside, comes back into sight, repeats, and is finished', async ({ desk: page, api }) => {
	const subject = unique('Call back');
	const { id } = await api.create('task', { subject, due_at: '2020-01-01T09:00:00Z' });
	const at = async () => (await api.call('GET', `/records/task/${id}`)).body;
	await page.goto('/today');
	await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	await page.keyboard.press('g');
	await page.keyboard.press('a');
	await expect(page.getByRole('heading', { level: 1, name: 'Tasks' })).toBeVisible();
	const row = page.getByRole('listitem').filter({ hasText: subject });
	await expect(page.getByRole('region', { name: /Overdue/ })).toContainText(subject);

	await row.getByRole('link', { name: subject }).focus();
	await page.keyboard.press('w');
	await page.getByRole('button', { name: 'every week' }).click();
	await expect(row).toContainText('every week');
	expect((await at()).recurrence).toBe('FREQ=WEEKLY');

	await row.getByRole('link', { name: subject }).focus();
	await page.keyboard.press('s');
	await expect(row).toBeHidden();
	await expect.poll(async () => (await at()).status).toBe('snoozed');
	await page.getByRole('link', { name: 'Put aside' }).click();
	await expect(row).toContainText('back on');
	await page.reload();
	await expect(row).toContainText('back on');

	await row.getByRole('checkbox').click();
	await expect(row).toBeHidden();
	await page.getByRole('link', { name: 'Finished' }).click();
	await expect(row).toBeVisible();
	// The next of the series is there.
	await expect.poll(async () => (await at()).next_task).not.toBeNull();
	await page.keyboard.press('Control+z');
	await expect.poll(async () => (await at()).status).toBe('snoozed');
});

test('what was put aside comes back by itself when its time has come', async ({ desk: page, api }) => {
	const subject = unique('Ask again');
	const { id } = await api.create('task', { subject, due_at: '2020-01-01T09:00:00Z' });
	await page.goto('/today');
	const row = page.getByRole('listitem').filter({ hasText: subject });
	await row.getByRole('button', { name: `Put off: ${subject}` }).click();
	await page.getByRole('button', { name: 'Tomorrow' }).click();
	await expect(row).toBeHidden();
	const at = async () => (await api.call('GET', `/records/task/${id}`)).body;
	await expect.poll(async () => (await at()).status).toBe('snoozed');
	// It is tomorrow.
	const { version } = await at();
	const values = { resurface_at: new Date().toISOString() };
	const commands = [{ op: 'update', object: 'task', id, version, values }];
	expect((await api.call('POST', '/batch', { commands })).status).toBe(200);
	await expect(row).toBeVisible({ timeout: 30_000 });
	expect((await at()).status).toBe('open');
});
