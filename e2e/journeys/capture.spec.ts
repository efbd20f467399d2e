// One line about somebody: what it says is proposed, put right, entered at once, and taken back at once.
import { expect, test, unique, type Api } from '../support/kontor.ts';

/** A family name that no other journey uses; there are no figures in names. */
const familyName = (name: string) => unique(name).replace(' ', '').replace(/\d/g, 'ö');

const listed = async (api: Api, object: string, filter: string) =>
	(await api.call('GET', `/records/${object}?filter=${encodeURIComponent(filter)}`)).body.data;

test('a person, an organisation and a task out of one line, with one undo', async ({ desk: page, api }) => {
	const family = familyName('Schmidt');
	const company = unique('Nordlicht') + ' GmbH';
	await page.goto('/today');
	await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	await page.keyboard.press('q');
	await page.keyboard.type(`Anna ${family}, ${company}, 040 12345, wants offer for 20 seats by 2031-06-01`);
	const person = page.getByRole('region', { name: 'Person' });
	await expect(person.getByLabel('Given name')).toHaveValue('Anna');
	await expect(person.getByLabel('Family name')).toHaveValue(family);
	await expect(person.getByLabel('Phone numbers')).toHaveValue('040 12345');
	await expect(page.getByRole('region', { name: 'Organisation' }).getByLabel('Name')).toHaveValue(company);
	const task = page.getByRole('region', { name: 'Task' });
	await expect(task.getByLabel('Due')).toHaveValue('2031-06-01');
	// What was corrected stays, whatever is typed on.
	await person.getByLabel('Given name').fill('Anne');
	await page.getByLabel('Quick capture').press('End');
	await page.keyboard.type(', urgent');
	await expect(person.getByLabel('Given name')).toHaveValue('Anne');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Entered.')).toBeVisible();
	await expect(page.getByLabel('Quick capture')).toHaveValue('');

	const [made] = await listed(api, 'person', `family_name == "${family}"`);
	expect([made.given_name, made.organization.label, made.phones[0].value]).toEqual([
		'Anne',
		company,
		'040 12345'
	]);
	const [due] = (await api.call('GET', `/records/person/${made.id}/timeline?kind=task`)).body.data;
	expect(due.subject).toMatch(/^Wants offer for 20 seats by .*, urgent$/);
	expect(due.links.map(({ label }: { label: string }) => label)).toEqual([`Anne ${family}`, company]);

	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect(page.getByText('Undone.')).toBeVisible();
	expect(await listed(api, 'person', `family_name == "${family}"`)).toHaveLength(0);
	expect(await listed(api, 'organization', `name == "${company}"`)).toHaveLength(0);
});

test('who is there already is found, and gets what was not known of him', async ({ desk: page, api }) => {
	const family = familyName('Weber');
	const company = await api.create('organization', { name: unique('Altbau') + ' AG' });
	const emails = [`${unique('paul').replace(' ', '')}@altbau.example`];
	const paul = await api.create('person', { given_name: 'Paul', family_name: family, emails });
	// What resembles what is known a moment after it was entered.
	const known = async () =>
		(
			await api.call('POST', '/records/person/duplicates', {
				family_name: family,
				emails: [{ value: emails[0] }]
			})
		).body.data.length;
	await expect.poll(known).toBe(1);
	await page.addInitScript(() => localStorage.setItem('kontor.look', '{"language":"de","theme":"light"}'));
	await page.goto('/today');
	await page
		.getByLabel('Schnell erfassen')
		.fill(`Herr Paul ${family}, ${company.label}, ${emails[0]}, 0171 555, Rückruf morgen`);
	const person = page.getByRole('region', { name: 'Person' });
	await expect(person.getByRole('radio', { name: new RegExp(`Paul ${family}`) })).toBeChecked();
	const organization = page.getByRole('region', { name: 'Organisation' });
	await expect(organization.getByRole('radio', { name: new RegExp(company.label) })).toBeChecked();
	await page.getByRole('button', { name: 'Alles eintragen' }).click();
	await expect(page.getByText('Eingetragen.')).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: 'Rückruf morgen' }).first()).toBeVisible();
	const found = await listed(api, 'person', `family_name == "${family}"`);
	expect(found).toHaveLength(1);
	expect([found[0].id, found[0].organization.id, found[0].emails.length, found[0].phones[0].value]).toEqual([
		paul.id,
		company.id,
		1,
		'0171 555'
	]);
});

test('a line that names nobody is a task', async ({ desk: page, api }) => {
	const subject = unique('send the minutes');
	await page.goto('/today');
	await page.getByLabel('Quick capture').fill(subject);
	await expect(page.getByRole('region', { name: 'Person' })).toHaveCount(0);
	await page.getByLabel('Quick capture').press('Enter');
	await expect(page.getByRole('link', { name: subject })).toBeVisible();
	expect(await listed(api, 'task', `subject == "${subject}"`)).toHaveLength(1);
});

test('what the server refuses is told at its part, and nothing is entered', async ({ desk: page, api }) => {
	const family = familyName('Falsch');
	await page.goto('/today');
	await page.getByLabel('Quick capture').fill(`Eva ${family}, 040 12345, call back tomorrow`);
	const person = page.getByRole('region', { name: 'Person' });
	await person.getByLabel('E-mail addresses').fill('no address');
	await page.getByRole('button', { name: 'Enter all of it' }).click();
	await expect(person.getByRole('alert')).toBeVisible();
	await expect(person.getByLabel('Family name')).toHaveValue(family);
	expect(await listed(api, 'person', `family_name == "${family}"`)).toHaveLength(0);
});
