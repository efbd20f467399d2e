// Two who have the same record open know of each other.
import { colleague, expect, test, unique } from '../support/kontor.ts';

test('who opens what a colleague has open is told so, and so is he', async ({ desk: page, api, browser }) => {
	await page.clock.install();
	const name = unique('Nordlicht');
	const { id } = await api.create('organization', { name });
	await page.goto(`/o/organization/${id}`);
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	await expect(page.getByText('Also open at:')).toHaveCount(0);

	const mia = await colleague(api, browser, 'Mia Mitarbeiterin');
	const hers = await mia.context.newPage();
	await hers.goto(`/o/organization/${id}`);
	await expect(hers.getByRole('status').filter({ hasText: 'Ada Admin' })).toBeVisible();
	await page.clock.runFor(21_000);
	const told = page.getByRole('status').filter({ hasText: 'Mia Mitarbeiterin' });
	await expect(told).toContainText('Also open at:');

	// She leaves the page, and has left.
	await hers.goto('/today');
	await page.clock.runFor(21_000);
	await expect(told).toHaveCount(0);
	await mia.context.close();
});
