// The main job: open a customer, write down a call with its follow-up, and take it back.
import { expect, test, unique } from '../support/kontor.ts';

test('log a call with a follow-up, undo it, and find the follow-up in Today', async ({
	desk: page,
	api
}, info) => {
	const family = unique('Schmidt');
	const person = await api.create('person', {
		given_name: 'Anna',
		family_name: family,
		emails: ['anna@nordlicht.example']
	});
	await page.goto(`/o/person/${person.id}`);
	await expect(page.getByRole('heading', { level: 1, name: `Anna ${family}` })).toBeVisible();

	const log = async (about: string) => {
		if (info.project.name === 'phone') await page.getByRole('button', { name: 'Log call' }).first().click();
		else await page.keyboard.press('l');
		await expect(page.getByLabel('Subject')).toBeFocused();
		await page.keyboard.type(about);
		await page.getByRole('button', { name: 'Tomorrow' }).click();
		await page.getByLabel('What to do then').fill(`Send the offer to ${family}`);
		await page.keyboard.press('Control+Enter');
		await expect(page.getByText('Saved, with a follow-up.').last()).toBeVisible();
	};
	const timeline = page.locator('#panel-timeline ol');

	await log('Wants 20 seats');
	await expect(timeline).toContainText('Wants 20 seats');
	await expect(timeline).toContainText(`Send the offer to ${family}`);
	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect(timeline).not.toContainText('Wants 20 seats');
	await expect(timeline).not.toContainText(`Send the offer to ${family}`);

	await log('Wants 30 seats');
	await page.goto('/today');
	const task = page.getByRole('listitem').filter({ hasText: `Send the offer to ${family}` });
	await expect(task).toBeVisible();
	await task.getByRole('button', { name: /Put off/ }).click();
	await page.getByRole('button', { name: 'In a week' }).click();
	await expect(task).toHaveCount(0);
});

test('a note survives a reload before it is saved', async ({ desk: page, api }) => {
	const organization = await api.create('organization', { name: unique('Draft AG') });
	await page.goto(`/o/organization/${organization.id}`);
	await page.getByRole('button', { name: 'Note', exact: true }).click();
	await page.getByLabel('Details').fill('Half a thought');
	await page.reload();
	await expect(page.getByLabel('Details')).toHaveText('Half a thought');
	await page.getByRole('button', { name: 'Save note' }).click();
	await expect(page.locator('#panel-timeline ol')).toContainText('Half a thought');
});
