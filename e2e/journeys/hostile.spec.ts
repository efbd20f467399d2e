// Names and notes that try to run: shown as text, nothing runs, nothing is asked from outside; also without the policy
// that would stop them once more.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base } from '../support/kontor.ts';

/** The big list of naughty strings, where there is one: those of it that a name can hold. */
function naughty(): string[] {
	const file = join(process.env['KONTOR_TEST_DATA'] ?? '../../shared/data', 'email/blns.json');
	try {
		const list = JSON.parse(readFileSync(file, 'utf8')) as string[];
		return list.filter(
			(text) => text.trim() && [...text].length <= 200 && !/[\u0000-\u001f\u007f]/.test(text)
		);
	} catch {
		process.stdout.write(`NOT TESTED: ${file} is missing; KONTOR_TEST_DATA says where\n`);
		return [];
	}
}

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

	test(`rich text that is written, ${bypassCSP ? 'without' : 'with'} the policy`, async ({
		desk: page,
		api
	}) => {
		test.setTimeout(120_000);
		const lines = [...PAYLOADS, ...naughty()].filter((line) => !/\p{Cc}/u.test(line));
		const body = lines
			.map((line) => `<p>${line}</p>`)
			.join('')
			.slice(0, 60_000);
		const task = await api.call('POST', '/records/task', { subject: 'Written', body });
		expect(task.status, JSON.stringify(task.body)).toBe(201);
		await page.goto(`/o/task/${task.body.id}`);
		await page.getByRole('button', { name: 'Edit Text' }).click();
		const text = page.getByRole('textbox', { name: 'Text', exact: true });
		await expect(text).toBeFocused();
		await page.keyboard.press('Control+a');
		// As another program might put them on the clipboard.
		await text.evaluate((element, lines) => {
			for (const html of lines) {
				const clipboardData = new DataTransfer();
				clipboardData.setData('text/html', html);
				element.dispatchEvent(
					new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
				);
			}
		}, lines);
		for (const link of await text.locator('a').all())
			expect(await link.getAttribute('href')).toMatch(/^(https?:|mailto:|tel:)/);
		expect(await text.locator('img, script, iframe, style, input, form, svg').count()).toBe(
			await text.locator('img.ProseMirror-separator').count()
		);
		await page.keyboard.press('Control+Enter');
		await expect(text).toBeHidden();
		expect(await page.evaluate(() => [(window as any).ran, (window as any).a])).toEqual([
			undefined,
			undefined
		]);
	});

	test(`names, notes and files that are naughty, ${bypassCSP ? 'without' : 'with'} the policy`, async ({
		desk: page,
		api
	}) => {
		test.setTimeout(240_000);
		const strings = naughty();
		base.skip(strings.length === 0, 'the list is missing');
		const tag = `naughty${Math.random().toString(36).slice(2, 8)}`;
		const home = await api.create('organization', { name: tag });
		const links = [{ id: home.id, object: 'organization' }];
		// One by one: what the server refuses is no concern of the page's.
		const commands = strings.map((name) => ({
			op: 'create',
			object: 'household',
			values: { name, tags: [tag] }
		}));
		let made = 0;
		for (let from = 0; from < commands.length; from += 100) {
			const part = commands.slice(from, from + 100);
			const { status } = await api.call('POST', '/batch', { commands: part });
			if (status === 200) made += part.length;
			else
				for (const command of part)
					made += Number((await api.call('POST', '/records/household', command.values)).status === 201);
		}
		expect(made).toBeGreaterThan(strings.length / 2);
		let noted = 0;
		for (let from = 0; from < strings.length; from += 40) {
			const body = strings.slice(from, from + 40).map((text) => `<p>${text}</p>`);
			noted += Number(
				(await api.call('POST', '/records/note', { body: body.join(''), links })).status === 201
			);
		}
		expect(noted).toBeGreaterThan(2);

		const unharmed = async () => {
			const seen = await page.evaluate(() => [(window as any).ran, (window as any).a, document.title]);
			expect(seen.slice(0, 2)).toEqual([undefined, undefined]);
			expect(seen[2]).toMatch(/Kontor$/);
		};
		await page.goto(`/o/household?sort=name&cols=tags&filter=${encodeURIComponent(`"${tag}" in tags`)}`);
		await expect(page.getByRole('gridcell').getByRole('link').first()).toBeVisible();
		await page.getByRole('grid').focus();
		for (let times = 0; times < 8; times++) {
			await page.keyboard.press('PageDown');
			await unharmed();
		}
		await page.keyboard.press('End');
		await unharmed();
		await page.goto(`/o/organization/${home.id}?tab=linked`);
		await expect(page.locator('#panel-timeline li').first()).toBeVisible();
		await unharmed();

		// Files: text is text, and what calls itself a picture but is a page is none.
		const hostile = Buffer.from(
			`<html><script>window.ran=1;parent.ran=1</script>${strings.join('\n')}</html>`
		);
		await page
			.getByLabel('Add files')
			.last()
			.setInputFiles([
				{ name: '<img src=x onerror=window.ran=1>.html', mimeType: 'text/html', buffer: hostile },
				{
					name: 'picture.svg',
					mimeType: 'image/svg+xml',
					buffer: Buffer.from(
						'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><image href="https://evil.example/x.png"/></svg>'
					)
				}
			]);
		const files = page.getByRole('region', { name: 'Documents' });
		await files.getByRole('button', { name: /onerror/ }).click();
		await expect(page.getByRole('dialog').getByRole('region')).toContainText('window.ran=1');
		await unharmed();
		await page.keyboard.press('Escape');
		await files.getByRole('button', { name: /picture/ }).click();
		await expect(page.getByRole('dialog')).toContainText('picture.svg');
		await unharmed();
	});
}
