// The filter builder: nested conditions and their text, each showing what was changed in the other.
import { expect, test, unique } from '../support/kontor.ts';

test('nested conditions are built, shown as text, and read back from it', async ({ desk: page, api }) => {
	const tag = unique('nest').replace(' ', '');
	for (const [name, employees] of [
		['Large', 900],
		['Small', 5],
		['Middle', 50]
	] as const)
		await api.create('organization', { name: `${name} ${tag}`, employees, tags: [tag] });
	await page.goto(`/o/organization?f=tags~has~${tag}&sort=name`);
	const names = page.getByRole('gridcell').getByRole('link');
	await expect(names).toHaveCount(3);

	await page.getByRole('button', { name: 'Conditions', exact: true }).click();
	const text = page.getByRole('textbox', { name: 'As text' });
	await page.getByRole('button', { name: 'Group', exact: true }).click();
	const inner = page.getByRole('group', { name: 'Conditions' }).nth(1);
	await inner.getByRole('button', { name: 'Condition', exact: true }).click();
	await inner.getByLabel('Field').selectOption({ label: 'Employees' });
	await inner.getByLabel('Value').fill('100');
	await inner.getByRole('button', { name: 'Condition', exact: true }).click();
	await inner.getByLabel('Field').nth(1).selectOption({ label: 'Employees' });
	await inner.getByLabel('Condition').nth(1).selectOption({ label: 'at most' });
	await inner.getByLabel('Value').nth(1).fill('10');
	await expect(text).toHaveValue(`"${tag}" in tags && (employees >= 100 || employees <= 10)`);
	await page.getByRole('button', { name: 'Apply' }).click();
	await expect(names).toHaveText([`Large ${tag}`, `Small ${tag}`]);

	// The other way round; what has no visual form says so and stays.
	await text.fill(`"${tag}" in tags && !(employees >= 100 || name.startsWith("Mi"))`);
	await expect(page.getByText('This has no visual form')).toBeVisible();
	await expect(page.locator('.other code')).toHaveText('name.startsWith("Mi")');
	await page.getByRole('button', { name: 'Apply' }).click();
	await expect(names).toHaveText([`Small ${tag}`]);
	await page.reload();
	await expect(names).toHaveText([`Small ${tag}`]);
	await expect(page.getByRole('button', { name: 'Remove filter: Tags' })).toBeVisible();
});
