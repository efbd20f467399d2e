// The same person twice: told while typing and on the record, brought together side by side, and split again.
import { expect, test, unique } from '../support/kontor.ts';

test('merge two people with a choice for a field, and undo it', async ({ desk: page, api }, info) => {
	const family = unique('Zwilling').replace(' ', '');
	const mail = `${family.toLowerCase()}@nordlicht.example`;
	const fuller = await api.create('person', {
		given_name: 'Anna',
		family_name: family,
		emails: [mail],
		phones: ['040 12345']
	});
	const other = await api.create('person', {
		given_name: 'Anne',
		family_name: family,
		emails: [mail, `private.${mail}`]
	});
	await page.goto(`/o/person/${fuller.id}`);
	await expect(page.getByText('Perhaps the same as')).toBeVisible();
	await page.getByRole('link', { name: 'Compare' }).click();

	const given = page.getByRole('group', { name: 'Given name' });
	await expect(given.getByRole('radio', { name: 'Anna' })).toBeChecked();
	await given.getByRole('radio', { name: 'Anne' }).check();
	// Lists are united unless somebody says otherwise.
	const mails = page.getByRole('group', { name: 'E-mail addresses' });
	await expect(mails.getByRole('radio', { name: 'Keep both' })).toBeChecked();
	if (info.project.name === 'wide') await page.keyboard.press('m');
	else await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await expect(page.getByText(`Merged into “Anne ${family}”.`)).toBeVisible();

	await page.goto(`/o/person/${fuller.id}`);
	await expect(page.getByRole('heading', { level: 1, name: `Anne ${family}` })).toBeVisible();
	// The former address leads to the one that stayed.
	const survivor = await api.call('GET', `/records/person/${other.id}`);
	expect(survivor.body.id).toBe(fuller.id);
	expect(survivor.body.emails).toHaveLength(2);
	await expect(page.getByText('Perhaps the same as')).toHaveCount(0);
});

test('what was merged is two again after undo', async ({ desk: page, api }) => {
	const name = unique('Doppelt GmbH');
	const one = await api.create('organization', { name, emails: ['info@doppelt.example'], employees: 3 });
	const two = await api.create('organization', { name, emails: ['info@doppelt.example'] });
	await page.goto(`/duplicates?object=organization&a=${one.id}&b=${two.id}`);
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(page.getByText('Undone.')).toBeVisible();
	const { body } = await api.call('GET', `/records/organization/${two.id}`);
	expect(body.id).toBe(two.id);
});

test('not a duplicate is remembered', async ({ desk: page, api }) => {
	const name = unique('Zweigstelle AG');
	const one = await api.create('organization', { name });
	await api.create('organization', { name });
	await page.goto(`/o/organization/${one.id}`);
	const hint = page.getByText('Perhaps the same as');
	await expect(hint).toBeVisible();
	await page.getByRole('button', { name: 'Not a duplicate' }).click();
	await expect(hint).toHaveCount(0);
	await page.reload();
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	await expect(hint).toHaveCount(0);
});

test('who is there already is told while typing', async ({ desk: page, api }) => {
	const name = unique('Elbtal Maschinenbau');
	await api.create('organization', { name });
	await page.goto('/o/organization');
	await expect(page.getByRole('heading', { level: 1, name: /Organisations/ })).toBeVisible();
	await page.keyboard.press('c');
	await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name);
	await expect(page.getByText('This may be there already:')).toBeVisible();
	await expect(page.getByRole('dialog').getByRole('link', { name })).toBeVisible();
});
