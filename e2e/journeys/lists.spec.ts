// Lists: edited in place, narrowed, sorted, and kept in their address.
import { expect, test, unique } from '../support/kontor.ts';

test('edit a cell, and take it back with Ctrl Z', async ({ desk: page, api }) => {
	const name = unique('Elbe Bau');
	await api.create('organization', { name, employees: 12 });
	await page.goto(`/o/organization?cols=employees&filter=${encodeURIComponent(`name == "${name}"`)}`);
	const row = page.getByRole('row').filter({ hasText: name });
	await row.getByText('12', { exact: true }).dblclick();
	await page.getByRole('gridcell').getByRole('textbox', { name: 'Employees' }).fill('many');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toBeVisible();
	await page
		.getByRole('gridcell')
		.getByRole('textbox', { name: 'Employees' })
		.fill('1.350'.replace('.', ','));
	await page.keyboard.press('Enter');
	await expect(row).toContainText('1,350');
	await page.keyboard.press('Control+z');
	await expect(page.getByText('Undone.')).toBeVisible();
	await expect(row).toContainText('12');
	await expect(row).not.toContainText('1,350');
});

test('a cell that is opened by key is typed into at once', async ({ desk: page, api }) => {
	const name = unique('Tipp AG');
	await api.create('organization', { name, employees: 12 });
	await page.goto(`/o/organization?cols=employees&filter=${encodeURIComponent(`name == "${name}"`)}`);
	const row = page.getByRole('row').filter({ hasText: name });
	await expect(row).toBeVisible();
	await page.getByRole('grid').focus();
	await page.keyboard.press('e');
	await page.keyboard.type('0');
	await page.keyboard.press('Enter');
	await expect(row).toContainText('120');
	await expect(page.getByRole('grid')).toBeFocused();
	await page.keyboard.press('e');
	await page.keyboard.type('9');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('gridcell').getByRole('textbox')).toBeHidden();
	await expect(row).toContainText('120');
});

test('a filter, a sort and columns are in the address and survive a reload', async ({ desk: page, api }) => {
	const tag = unique('fair').replace(' ', '');
	for (const [name, employees] of [
		['Zeta', 900],
		['Alpha', 500],
		['Klein', 2]
	] as const) {
		await api.create('organization', { name: `${name} ${tag}`, employees, tags: [tag] });
	}
	await page.goto('/o/organization');
	await expect(page.getByRole('heading', { level: 1, name: /Organisations/ })).toBeVisible();
	await page.keyboard.press('f');
	await page.getByPlaceholder('Which field?').fill('Employees');
	await page.keyboard.press('Enter');
	await page.getByLabel('Value').fill('100');
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Filter', exact: true }).click();
	await page.getByPlaceholder('Which field?').fill('Tags');
	await page.keyboard.press('Enter');
	await page.getByLabel('Value').fill(tag);
	await page.keyboard.press('Enter');
	await page
		.getByRole('button', { name: 'Sort by Organisation' })
		.or(page.getByRole('button', { name: 'Organisation', exact: true }))
		.click();
	const names = page.getByRole('gridcell').getByRole('link');
	await expect(names).toHaveText([`Alpha ${tag}`, `Zeta ${tag}`]);
	await page.reload();
	await expect(names).toHaveText([`Alpha ${tag}`, `Zeta ${tag}`]);
	await page
		.getByRole('button', { name: 'Sort by Organisation' })
		.or(page.getByRole('button', { name: 'Organisation', exact: true }))
		.click();
	await expect(names).toHaveText([`Zeta ${tag}`, `Alpha ${tag}`]);
	// The same as text, which may be edited.
	await page.getByRole('button', { name: 'Conditions', exact: true }).click();
	await expect(page.getByRole('textbox', { name: 'As text' })).toHaveValue(
		`employees >= 100 && "${tag}" in tags`
	);
	await page.getByRole('textbox', { name: 'As text' }).fill('nothing == 1');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toBeVisible();
});

test('a range of rows is selected with Shift', async ({ desk: page, api }) => {
	const tag = unique('range').replace(' ', '');
	for (const name of ['One', 'Three', 'Two', 'Zero']) await api.create('household', { name, tags: [tag] });
	await page.goto(`/o/household?sort=name&filter=${encodeURIComponent(`"${tag}" in tags`)}`);
	await page.getByLabel('Select One').click();
	await page.getByLabel('Select Two').click({ modifiers: ['Shift'] });
	await expect(page.getByLabel('Select Three')).toBeChecked();
	await expect(page.getByLabel('Select Zero')).not.toBeChecked();
	await expect(page.getByText('3 selected')).toBeVisible();
});

test('a selection goes to the trash and comes back with undo', async ({ desk: page, api }) => {
	const name = unique('Many');
	for (let index = 0; index < 3; index++) await api.create('organization', { name: `${name} ${index}` });
	await page.goto(`/o/organization?filter=${encodeURIComponent(`like(name, "${name}*")`)}`);
	await expect(page.getByRole('gridcell').getByRole('link')).toHaveCount(3);
	await page.getByLabel('Select all rows shown').check({ force: true });
	await page.getByRole('button', { name: 'Move to trash' }).click();
	await expect(page.getByRole('dialog')).toContainText('This concerns 3 records.');
	await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click();
	await expect(page.getByText('Nothing matches this filter')).toBeVisible();
	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect(page.getByRole('gridcell').getByRole('link')).toHaveCount(3);
});

test('a list of a thousand draws only what is in sight and reaches its end', async ({ desk: page, api }) => {
	const tag = unique('bulk').replace(' ', '');
	for (let part = 0; part < 2; part++) {
		const commands = Array.from({ length: 500 }, (_, index) => ({
			op: 'create',
			object: 'household',
			values: { name: `House ${String(part * 500 + index).padStart(4, '0')}`, tags: [tag] }
		}));
		expect((await api.call('POST', '/batch', { commands })).status).toBe(200);
	}
	await page.goto(`/o/household?sort=name&filter=${encodeURIComponent(`"${tag}" in tags`)}`);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('1,000');
	await page.getByRole('grid').focus();
	await expect(async () => {
		await page.keyboard.press('End');
		await expect(page.getByRole('link', { name: 'House 0999' })).toBeVisible({ timeout: 500 });
	}).toPass();
	expect(await page.getByRole('row').count()).toBeLessThan(80);
});

test('a cell that is edited stays while its row is scrolled out of sight', async ({ desk: page, api }) => {
	const tag = unique('far').replace(' ', '');
	const commands = Array.from({ length: 100 }, (_, index) => ({
		op: 'create',
		object: 'organization',
		values: { name: `Far ${String(index).padStart(3, '0')}`, employees: 7, tags: [tag] }
	}));
	expect((await api.call('POST', '/batch', { commands })).status).toBe(200);
	await page.goto(
		`/o/organization?cols=employees&sort=name&filter=${encodeURIComponent(`"${tag}" in tags`)}`
	);
	const grid = page.getByRole('grid');
	await grid.getByRole('row').filter({ hasText: 'Far 003' }).getByText('7', { exact: true }).dblclick();
	const cell = grid.getByRole('textbox', { name: 'Employees' });
	await expect(cell).toBeFocused();
	await page.keyboard.press('Control+a');
	await page.keyboard.type('4');
	const scroll = (to: number) => grid.evaluate((box, to) => box.scrollTo(0, to), to);
	await scroll(100_000);
	await expect(grid.getByRole('link', { name: 'Far 099' })).toBeVisible();
	await expect(grid.getByRole('link', { name: 'Far 040' })).toHaveCount(0);
	await expect(cell).toBeFocused();
	// Typing goes on, and leads back to where one types.
	await page.keyboard.type('2');
	await expect(cell).toBeInViewport();
	await expect(cell).toHaveValue('42');
	await page.keyboard.press('Enter');
	await expect(grid.getByRole('row').filter({ hasText: 'Far 003' })).toContainText('42');
});

test('of many columns those in sight are drawn, and the keys go through all of them', async ({
	desk: page,
	api
}) => {
	const name = unique('Breit AG');
	await api.create('organization', { name, employees: 12 });
	const { body } = await api.call('GET', '/objects/organization');
	const keys: string[] = body.fields
		.filter(({ type, system }: any) => !system && type !== 'json')
		.map(({ key }: any) => key);
	const last = 'employees';
	const cols = [...keys.filter((key) => key !== 'name' && key !== last), last];
	expect(cols.length).toBeGreaterThan(10);
	const filter = encodeURIComponent(`name == "${name}"`);
	await page.setViewportSize({ width: 900, height: 700 });
	await page.goto(`/o/organization?cols=${cols.join(',')}&filter=${filter}`);
	const row = page.getByRole('row').filter({ hasText: name });
	await expect(row).toBeVisible();
	const heads = page.getByRole('columnheader');
	expect(await heads.count()).toBeLessThan(cols.length);
	await expect(heads.filter({ hasText: 'Employees' })).toHaveCount(0);
	await page.getByRole('grid').focus();
	for (let step = 0; step < cols.length; step++) await page.keyboard.press('ArrowRight');
	await expect(heads.filter({ hasText: 'Employees' })).toBeInViewport();
	// Under its head, beside the name, and read as the column that it is.
	const cell = row.getByRole('gridcell', { name: '12', exact: true });
	await expect(cell).toBeInViewport();
	await expect(cell).toHaveAttribute('aria-colindex', String(cols.length + 2));
	const [over, under] = [
		await heads.filter({ hasText: 'Employees' }).boundingBox(),
		await cell.boundingBox()
	];
	expect(under?.x).toBe(over?.x);
	await page.keyboard.press('Enter');
	await page.getByRole('gridcell').getByRole('textbox', { name: 'Employees' }).fill('13');
	await page.keyboard.press('Enter');
	await expect(row.getByRole('gridcell', { name: '13', exact: true })).toBeInViewport();
});
