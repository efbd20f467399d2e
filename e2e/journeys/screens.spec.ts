// What the main screens are to those who hear them: landmarks, headings, names of controls, in their order.
import { expect, test, unique } from '../support/kontor.ts';

test('the frame, and today', { tag: '@table' }, async ({ desk: page }) => {
	await page.goto('/today');
	await expect(page.getByRole('navigation', { name: 'Main navigation' })).toMatchAriaSnapshot(`
    - navigation "Main navigation":
      - button "Workspace and account"
      - link /Notifications/
      - button "Search /"
      - button "New record"
      - list:
        - listitem:
          - link "Today"
        - listitem:
          - link "Tasks"
      - list:
        - listitem:
          - link "Organisations"
        - listitem:
          - link "People"
      - list:
        - listitem:
          - link "Duplicates"
        - listitem:
          - link "Import"
        - listitem:
          - link "Settings"
  `);
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Today" [level=1]
      - textbox "Quick capture"
  `);
	await page.getByLabel('Quick capture').fill('Anna Schmidt, Nordlicht GmbH, 040 12345, call back tomorrow');
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Today" [level=1]
      - textbox "Quick capture"
      - region "Person":
        - checkbox "Person" [checked]
        - textbox "Given name"
        - textbox "Family name"
        - textbox "Phone numbers"
        - textbox "E-mail addresses"
      - region "Organisation":
        - checkbox "Organisation" [checked]
      - region "Task":
        - checkbox "Task" [checked]
        - textbox "Subject"
        - textbox "Due"
      - button "Cancel"
      - button "Enter all of it"
  `);
});

test('a list', { tag: '@table' }, async ({ desk: page, api }) => {
	const { label } = await api.create('organization', { name: unique('Liste AG') });
	await page.goto(`/o/organization?cols=employees&filter=${encodeURIComponent(`name == "${label}"`)}`);
	await expect(page.getByRole('grid', { name: 'Organisations' })).toMatchAriaSnapshot(`
    - grid "Organisations":
      - row:
        - columnheader:
          - checkbox "Select all rows shown"
        - columnheader /Organisation/
        - columnheader /Employees/
      - rowgroup:
        - row:
          - gridcell:
            - checkbox /Select Liste AG/
          - gridcell /Liste AG/:
            - link /Liste AG/
          - gridcell
  `);
});

test('a record', async ({ desk: page, api }) => {
	const { id, label } = await api.create('organization', { name: unique('Akte AG'), employees: 7 });
	await api.create('task', { subject: 'Ask', links: [{ id, object: 'organization' }] });
	await page.goto(`/o/organization/${id}`);
	await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible();
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - link /Back to the list/
      - heading /Akte AG/ [level=1]
      - button "More"
      - term: Open tasks
      - definition:
        - link "1"
      - form "Log what happened":
        - group "What happened":
          - button "Log call"
  `);
});

test('tasks, import and settings', async ({ desk: page }) => {
	await page.goto('/tasks');
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Tasks" [level=1]
      - textbox "Add a task for today"
  `);
	await page.goto('/import');
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Import a file" [level=1]
      - combobox "What are its rows about?"
      - button "Choose a file"
  `);
	await page.goto('/settings');
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Settings" [level=1]
  `);
});
