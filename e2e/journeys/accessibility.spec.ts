// axe finds nothing, on any screen and in any state of it, in light and dark.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, unique } from '../support/kontor.ts';

async function examine(page: Page, what: string) {
	const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
	const told = violations.map(
		({ id, nodes }) => `${what}: ${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`
	);
	expect(told).toEqual([]);
}

for (const theme of ['light', 'dark']) {
	test(`every screen, ${theme}`, async ({ desk: page, api }, info) => {
		await page.addInitScript(
			(chosen) => localStorage.setItem('kontor.look', `{"language":"en","theme":"${chosen}"}`),
			theme
		);
		test.setTimeout(180_000);
		const wide = info.project.name === 'wide';
		const organization = await api.create('organization', {
			name: unique('Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'),
			employees: 12,
			tags: ['VIP'],
			emails: ['info@donau.example']
		});
		const twin = await api.create('organization', {
			name: organization.label,
			emails: ['info@donau.example']
		});
		const links = [{ id: organization.id, object: 'organization' }];
		await api.create('task', { subject: 'Late', due_at: '2020-01-01T09:00:00Z', priority: 'high', links });
		await api.create('note', {
			body: '<p>A <a href="https://example.com">link</a></p><ul><li>and a list</li></ul>',
			links
		});

		const screens: [string, string][] = [
			['Today', '/today'],
			['Tasks', '/tasks'],
			['Opportunities', '/o/opportunity?show=board'],
			['Tasks', '/o/task?group=status'],
			['Organisations', '/o/organization'],
			['Nothing matches', '/o/organization?f=name~is~nobody'],
			['expression', '/o/organization?filter=nothing'],
			['Trash', '/o/organization?trash=only'],
			['Donau', `/o/organization/${organization.id}`],
			['Nothing here', '/o/organization/0195512c-0000-7000-8000-000000000000'],
			['Duplicates', '/duplicates?object=organization'],
			['Compare', `/duplicates?object=organization&a=${organization.id}&b=${twin.id}`],
			['Import a file', '/import'],
			['Settings', '/settings'],
			['Company', '/settings/company'],
			['Users', '/settings/users'],
			['API keys', '/settings/keys'],
			['Jobs', '/settings/jobs']
		];
		for (const [name, address] of screens) {
			await page.goto(address);
			await expect(page.locator('h1').first()).toBeVisible();
			await expect(page.locator('[aria-busy=true], .shimmer')).toHaveCount(0);
			await examine(page, name);
		}
		await page.goto(`/o/organization/${organization.id}`);
		await page.getByRole('button', { name: 'Note', exact: true }).click();
		await examine(page, 'composer');
		await page.getByRole('button', { name: 'More' }).click();
		await examine(page, 'menu');
		await page.getByRole('button', { name: 'History' }).click();
		await expect(page.getByText('created it')).toBeVisible();
		await examine(page, 'history');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'More' }).click();
		await page.getByRole('button', { name: 'Who can see this' }).click();
		await expect(page.getByRole('dialog')).toContainText('Ada Admin');
		await examine(page, 'access');
		await page.goto('/o/person');
		await page
			.getByRole('button', { name: 'Create' })
			.or(page.getByRole('button', { name: 'New Person' }))
			.first()
			.click();
		await examine(page, 'new person');
		if (!wide) return;
		await page.keyboard.press('Escape');
		await page.keyboard.press('Control+k');
		await page.keyboard.type('donau');
		await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
		await examine(page, 'palette');
		await page.keyboard.press('Escape');
		await page.keyboard.press('?');
		await examine(page, 'shortcuts');
	});
}

test('the doors', async ({ page, complaints }) => {
	void complaints;
	for (const address of ['/sign-in', '/password', '/password#code=x']) {
		await page.goto(address);
		await expect(page.locator('h1')).toBeVisible();
		await examine(page, address);
	}
});
