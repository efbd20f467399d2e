// Saved views: kept, shared, reopened from their address, changed and deleted.
import { expect, test, unique } from '../support/kontor.ts';

test('a view is saved, reopened from its address, changed and deleted', async ({ desk: page, api }, info) => {
	const tag = unique('view').replace(' ', '');
	for (const [name, employees] of [
		['Zeta', 900],
		['Alpha', 500],
		['Klein', 2]
	] as const)
		await api.create('organization', { name: `${name} ${tag}`, employees, tags: [tag] });
	await page.goto(
		`/o/organization?f=employees~min~100&f=tags~has~${tag}&sort=-employees&cols=employees,industry`
	);
	const names = page.getByRole('gridcell').getByRole('link');
	await expect(names).toHaveText([`Zeta ${tag}`, `Alpha ${tag}`]);

	await page.keyboard.press('v');
	await page.getByRole('button', { name: 'Save as view' }).click();
	const dialog = page.getByRole('dialog', { name: 'Save as view' });
	// Without a name it says so, and nothing is lost.
	await dialog.getByLabel('For everybody').check();
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(dialog.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
	await dialog.getByLabel('Name').fill(`Large ${tag}`);
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect(page).toHaveURL(/\?view=[0-9a-f-]+$/);
	const address = page.url();

	await page.goto('/o/household');
	await page.goto(address);
	await expect(names).toHaveText([`Zeta ${tag}`, `Alpha ${tag}`]);
	if (info.project.name === 'wide')
		await expect(page.getByRole('columnheader', { name: /Industry/ })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Views' })).toContainText(`Large ${tag}`);

	// Changed, kept in the address, then saved into the view.
	await page.getByRole('button', { name: 'Remove filter: Employees' }).click();
	await expect(names).toHaveText([`Zeta ${tag}`, `Alpha ${tag}`, `Klein ${tag}`]);
	await page.reload();
	await expect(names).toHaveCount(3);
	await page.getByRole('link', { name: 'Discard changes' }).click();
	await expect(names).toHaveCount(2);
	await page.getByRole('button', { name: 'Remove filter: Employees' }).click();
	await page.getByRole('button', { name: 'Save view' }).click();
	await expect(page).toHaveURL(address);
	await expect(names).toHaveCount(3);

	await page.getByRole('button', { name: 'Views' }).click();
	await page.getByRole('button', { name: 'Change this view' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click();
	await expect(page.getByText(`View “Large ${tag}” deleted.`)).toBeVisible();
	await page.goto(address);
	await expect(page.getByRole('heading', { name: 'This view is not there' })).toBeVisible();
});

test(
	'columns are chosen, ordered and made wider, and stay so',
	{ tag: '@table' },
	async ({ desk: page, api }) => {
		await api.create('household', { name: unique('Columns') });
		await page.goto('/o/household');
		await page.getByRole('button', { name: 'Columns' }).click();
		await page.getByRole('button', { name: 'As at the beginning' }).click();
		const heads = page.getByRole('columnheader');
		await page.getByRole('searchbox', { name: 'Find a field' }).fill('Created');
		await page.getByRole('checkbox', { name: 'Created', exact: true }).check();
		await page.getByRole('button', { name: 'Move Created to the left' }).click();
		await page.keyboard.press('Escape');
		await expect(heads.nth(-2)).toContainText('Created');
		const before = (await heads.nth(1).boundingBox())!;
		await page.mouse.move(before.x + before.width - 2, before.y + 15);
		await page.mouse.down();
		await page.mouse.move(before.x + before.width + 80, before.y + 15);
		await page.mouse.up();
		await page.goto('/today');
		await page.goto('/o/household');
		await expect(heads.nth(-2)).toContainText('Created');
		expect((await heads.nth(1).boundingBox())!.width).toBeGreaterThan(before.width + 60);
	}
);
