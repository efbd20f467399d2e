// Rows in groups with their sums, and fields of every kind edited in their cell.
import { expect, test, unique } from '../support/kontor.ts';

test('rows stand in groups with counts and sums, folded and unfolded', async ({ desk: page, api }) => {
	const tag = unique('group').replace(' ', '');
	const { body } = await api.call('GET', '/records/pipeline');
	for (const [name, stage, amount] of [
		['One', 'new', '100'],
		['Two', 'new', '250'],
		['Three', 'proposal', '40']
	] as const)
		await api.create('opportunity', {
			name: `${name} ${tag}`,
			pipeline: body.data[0].id,
			stage,
			amount: { amount, currency: 'EUR' },
			tags: [tag]
		});
	await page.goto(`/o/opportunity?cols=amount,stage&filter=${encodeURIComponent(`"${tag}" in tags`)}`);
	await page.getByLabel('Group rows').selectOption({ label: 'By Stage' });
	const head = page.getByRole('row').filter({ has: page.getByRole('button', { name: /New/ }) });
	await expect(head).toContainText('€350.00');
	await expect(head).toContainText('2');
	const names = page.getByRole('gridcell').getByRole('link');
	await expect(names).toHaveCount(3);
	await page.getByRole('button', { name: /New 2/ }).click();
	await expect(names).toHaveText([`Three ${tag}`]);
	await page.reload();
	await expect(names).toHaveCount(3);
	await page.keyboard.press('j');
	await page.keyboard.press('j');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: `Three ${tag}` })).toBeVisible();
});

test('what has several lines is edited over its cell', async ({ desk: page, api }) => {
	const name = unique('Inline');
	await api.create('organization', { name, emails: ['a@example.com'] });
	await page.goto(`/o/organization?cols=emails,tags&filter=${encodeURIComponent(`name == "${name}"`)}`);
	const row = page.getByRole('row').filter({ hasText: name });
	await row.getByText('a@example.com').dblclick();
	const first = page.getByRole('textbox', { name: 'E-mail addresses 1' });
	await first.fill('nonsense');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await first.fill('b@example.com');
	await page.keyboard.press('Control+Enter');
	await expect(row).toContainText('b@example.com');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await page.getByRole('textbox', { name: 'Tags' }).fill('fair');
	await page.keyboard.press('Enter');
	await expect(row).toContainText('fair');
});
