// Names and notes that try to run: shown as text, nothing runs, nothing is asked from outside; also without the policy
// that would stop them once more.
import { expect, test as base } from '../support/kontor.ts';

const PAYLOADS = [
	'<script>window.ran=1</script>',
	'"><script>window.ran=1</script>',
	'<img src=x onerror=window.ran=1>',
	'<svg onload=window.ran=1>',
	'<svg><script>window.ran=1</script></svg>',
	'<iframe srcdoc="<script>parent.ran=1</script>"></iframe>',
	'<math><mi//xlink:href="data:x,<script>window.ran=1</script>">',
	'<a href="javascript:window.ran=1">click</a>',
	'<a href="jav&#x09;ascript:window.ran=1">click</a>',
	'<details open ontoggle=window.ran=1>',
	'<input autofocus onfocus=window.ran=1>',
	'<video><source onerror=window.ran=1></video>',
	'<style>@import "https://evil.example/x.css";</style>',
	'<link rel=stylesheet href=https://evil.example/x.css>',
	'<img src=https://evil.example/x.png>',
	'<base href=https://evil.example/>',
	'<meta http-equiv=refresh content="0;url=https://evil.example/">',
	'<form action=https://evil.example/><button>go</button></form>',
	'{{constructor.constructor("window.ran=1")()}}',
	'${window.ran=1}',
	'<template><script>window.ran=1</script></template>',
	'<noscript><p title="</noscript><img src=x onerror=window.ran=1>">',
	"';window.ran=1;//",
	'\u202Eevil\u202C \u0000 \uFEFF 👩‍👩‍👧‍👦 العربية'.replace('\u0000', '')
];

for (const bypassCSP of [false, true]) {
	const test = base.extend({ bypassCSP });
	test(bypassCSP ? 'without the policy' : 'with the policy', async ({ desk: page, api }) => {
		test.setTimeout(120_000);
		const results = await api.call('POST', '/batch', {
			commands: PAYLOADS.flatMap((payload) => [
				{
					op: 'create',
					object: 'organization',
					values: {
						name: payload,
						tags: ['hostile', payload.slice(0, 90)],
						addresses: [{ street: payload, city: payload }]
					}
				},
				{ op: 'create', object: 'task', values: { subject: payload, due_at: '2020-01-01T09:00:00Z' } }
			])
		});
		expect(results.status, JSON.stringify(results.body)).toBe(200);
		const organizations = results.body.results
			.map((result: any) => result.record)
			.filter((record: any) => record.object === 'organization');
		const links = [{ id: organizations[0].id, object: 'organization' }];
		for (const body of PAYLOADS)
			await api.call('POST', '/records/note', { body: `<p>note</p>${body}`, links });

		const unharmed = async () => expect(await page.evaluate(() => (window as any).ran)).toBeUndefined();
		await page.goto('/o/organization?cols=tags,addresses');
		await expect(page.getByRole('link', { name: PAYLOADS[0], exact: true }).first()).toBeVisible();
		await unharmed();
		await page.goto('/today');
		await expect(page.getByRole('link', { name: PAYLOADS[2], exact: true }).first()).toBeVisible();
		await unharmed();
		// From record to record, as one walks through a list.
		await page.goto(`/o/organization?filter=${encodeURIComponent('"hostile" in tags')}`);
		await page.getByRole('gridcell').getByRole('link').first().click();
		const heading = page.getByRole('heading', { level: 1 });
		const seen = new Set<string>();
		for (let index = 0; index < PAYLOADS.length; index++) {
			await expect(heading).toBeVisible();
			seen.add(page.url());
			await unharmed();
			const next = page.getByRole('button', { name: 'Next record' });
			if (!(await next.isEnabled())) break;
			const before = page.url();
			await page.keyboard.press('j');
			await expect(page).not.toHaveURL(before);
		}
		expect(seen.size).toBe(PAYLOADS.length);
		await page.goto(`/o/organization/${organizations[0].id}`);
		await expect(page.locator('#panel-timeline li').first()).toBeVisible();
		for (const link of await page.locator('#panel-timeline a', { hasText: 'click' }).all()) {
			expect(await link.getAttribute('href')).toMatch(/^(https?:|mailto:|tel:|\/)/);
		}
		await page.keyboard.press('h');
		await page.keyboard.press('Escape');
		await page.keyboard.press('/');
		await page.keyboard.type('script window');
		await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
		await unharmed();
	});
}
