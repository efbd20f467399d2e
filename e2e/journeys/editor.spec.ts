// Rich text: written with Markdown, keys and tools, pasted cleanly, stored as the server keeps it, shown as it was written.
import type { Locator, Page } from '@playwright/test';
import { ADA, expect, test, unique, type Api } from '../support/kontor.ts';

const PIXEL =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function begin(page: Page, api: Api): Promise<{ id: string; text: Locator }> {
	const { id, label } = await api.create('organization', { name: unique('Text AG') });
	await page.goto(`/o/organization/${id}`);
	await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible();
	await page.keyboard.press('n');
	await expect(page.getByRole('toolbar', { name: 'Formatting' })).toBeVisible();
	const text = page.getByRole('textbox', { name: 'Details' });
	await expect(text).toBeFocused();
	return { id, text };
}

/** Saves the note that is written, and answers it as it is stored. */
async function saved(page: Page, api: Api, id: string): Promise<string> {
	await page.keyboard.press('Control+Enter');
	// What is written may hold a list of its own.
	await expect(page.getByRole('textbox', { name: 'Details' })).toBeHidden();
	await expect(page.locator('#panel-timeline ol li').first()).toBeVisible();
	const { body } = await api.call('GET', `/records/organization/${id}/timeline`);
	return body.data[0].body;
}

async function paste(text: Locator, html: string, plain = '') {
	await text.evaluate(
		(element, [html, plain]) => {
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/html', html ?? '');
			clipboardData.setData('text/plain', plain ?? '');
			element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
		},
		[html, plain]
	);
}

test('Markdown while typing becomes what it means', async ({ desk: page, api }) => {
	const { id } = await begin(page, api);
	for (const line of ['# Visit', 'They **agreed** to `v2`', '- first', 'second'])
		await page.keyboard.type(`${line}\n`);
	await page.keyboard.press('Enter');
	await page.keyboard.type('1. call\n\n> quoted');
	expect(await saved(page, api, id)).toBe(
		'<h1>Visit</h1><p>They <strong>agreed</strong> to <code>v2</code></p>' +
			'<ul><li><p>first</p></li><li><p>second</p></li></ul><ol><li><p>call</p></li></ol>' +
			'<blockquote><p>quoted</p></blockquote>'
	);
	const shown = page.locator('#panel-timeline ol');
	await expect(shown.getByRole('heading', { name: 'Visit', level: 3 })).toBeVisible();
	await expect(shown.locator('blockquote')).toHaveText('quoted');
});

test('the tools work with the keyboard alone, and what was done is taken back', async ({
	desk: page,
	api
}) => {
	const { id, text } = await begin(page, api);
	await page.keyboard.type('plain');
	await page.keyboard.press('Control+a');
	const tool = (name: string) => page.getByRole('button', { name, exact: true });
	await page.keyboard.press('Tab');
	await expect(tool('Heading')).toBeFocused();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	await expect(tool('Bold')).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(text).toBeFocused();
	await expect(tool('Bold')).toHaveAttribute('aria-pressed', 'true');
	await expect(text.locator('strong')).toHaveText('plain');
	await page.keyboard.press('Control+z');
	await expect(text.locator('strong')).toHaveCount(0);
	await page.keyboard.press('Control+Shift+z');
	await tool('Quote').click();
	expect(await saved(page, api, id)).toBe('<blockquote><p><strong>plain</strong></p></blockquote>');
});

test('a link is asked for in place, and none that runs is taken', async ({ desk: page, api }) => {
	const { id, text } = await begin(page, api);
	await page.keyboard.type('see the offer');
	// The plain box before it knows no links.
	await expect(text).toHaveAttribute('contenteditable', 'true');
	await page.keyboard.press('Control+Shift+ArrowLeft');
	await page.keyboard.press('Control+k');
	const address = page.getByRole('textbox', { name: 'Address of the link' });
	await expect(address).toBeFocused();
	for (const wrong of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'no address']) {
		await address.fill(wrong);
		await page.keyboard.press('Enter');
		await expect(page.getByText('A link needs a web address')).toBeVisible();
		await expect(text.locator('a')).toHaveCount(0);
	}
	await address.fill('example.com/offer');
	await page.keyboard.press('Enter');
	await expect(text).toBeFocused();
	await expect(text.locator('a')).toHaveText('offer');
	expect(await saved(page, api, id)).toBe(
		'<p>see the <a href="https://example.com/offer" rel="noopener noreferrer">offer</a></p>'
	);
});

test('a colleague is mentioned by name', async ({ desk: page, api }) => {
	const { id, text } = await begin(page, api);
	await page.keyboard.type('Ask @Ada');
	const list = page.getByRole('listbox', { name: 'Mention a user' });
	await expect(list.getByRole('option', { name: ADA.name }).first()).toHaveAttribute('aria-selected', 'true');
	await page.keyboard.press('Enter');
	await expect(text.locator('[data-mention]')).toHaveText(`@${ADA.name}`);
	await page.keyboard.type('about it, not a@');
	await expect(list).toBeHidden();
	const { body: me } = await api.call('GET', '/me');
	expect(await saved(page, api, id)).toBe(
		`<p>Ask <span data-mention="${me.user?.id ?? me.id}">@${ADA.name}</span> about it, not a@</p>`
	);
	await expect(page.locator('#panel-timeline ol .mention')).toHaveText(`@${ADA.name}`);
});

test('an image is brought to the server and shown from there', async ({ desk: page, api }) => {
	const { id, text } = await begin(page, api);
	await page
		.getByLabel('Add an image')
		.last()
		.setInputFiles({ name: 'plan.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') });
	await expect(text.getByRole('img', { name: 'plan' })).toBeVisible();
	// One from the clipboard.
	await text.evaluate((element, pixel) => {
		const bytes = Uint8Array.from(atob(pixel), (letter) => letter.charCodeAt(0));
		const clipboardData = new DataTransfer();
		clipboardData.items.add(new File([bytes], 'shot.png', { type: 'image/png' }));
		element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
	}, PIXEL);
	await expect(text.getByRole('img', { name: 'shot' })).toBeVisible();
	expect(await saved(page, api, id)).toMatch(
		/^<p><img src="\/api\/v1\/files\/[0-9a-f-]{36}" alt="plan"><img src="[^"]*" alt="shot"><\/p>$/
	);
	const shown = page.locator('#panel-timeline ol').getByRole('img', { name: 'plan' });
	await expect(shown).toBeVisible();
	expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
});

test('what Word, Google Docs and web pages put on the clipboard comes in clean', async ({
	desk: page,
	api
}) => {
	const item = (text: string, level: number, bullet: string) =>
		`<p class=MsoListParagraph style='margin-left:36pt;mso-list:l0 level${level} lfo1'><![if !supportLists]>` +
		`<span style='font-family:Symbol'><span style='mso-list:Ignore'>${bullet}<span>&nbsp;&nbsp;</span></span></span>` +
		`<![endif]>${text}<o:p></o:p></p>`;
	const cases: [string, string][] = [
		[
			`<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {mso-style-name:x}</style></head>
			<body lang=DE><!--StartFragment--><h2 style='mso-margin-top-alt:auto'>Protokoll<o:p></o:p></h2>
			<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Wichtig:</b> <span style='color:red'>rot</span><o:p></o:p></p>
			<p class=MsoNormal><o:p>&nbsp;</o:p></p>
			${item('eins', 1, '·')}${item('darunter', 2, 'o')}${item('zwei', 1, '·')}
			<p class=MsoNormal>Ende</p>${item('erstens', 1, '1.')}<!--EndFragment--></body></html>`,
			'<h2>Protokoll</h2><p><strong>Wichtig:</strong> rot</p>' +
				'<ul><li><p>eins</p><ul><li><p>darunter</p></li></ul></li><li><p>zwei</p></li></ul>' +
				'<p>Ende</p><ol><li><p>erstens</p></li></ol>'
		],
		[
			`<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38">
			<span style="font-weight:700;font-family:Arial">bold</span><span style="font-style:italic"> slanted</span></p></b>`,
			'<p><strong>bold</strong><em> slanted</em></p>'
		],
		[
			`<div class="article"><script>window.ran=1</script><style>*{display:none}</style>
			<p onclick="window.ran=1">Text <a href="https://example.com/" style="color:red" target=_top>link</a>
			<a href="javascript:window.ran=1">bad</a><img src="https://evil.example/pixel.gif"><img src=x onerror="window.ran=1"></p>
			<iframe src="https://evil.example/"></iframe><p style="display:none">hidden</p>
			<form action="https://evil.example/"><button>go</button></form></div>
			<table><tr><th>A</th></tr><tr><td colspan=1>1</td></tr></table>`,
			'<p>Text <a href="https://example.com/" rel="noopener noreferrer">link</a> bad</p><p>go</p>' +
				'<table><tbody><tr><th><p>A</p></th></tr><tr><td colspan="1"><p>1</p></td></tr></tbody></table>'
		]
	];
	for (const [html, stored] of cases) {
		const { id, text } = await begin(page, api);
		await paste(text, html);
		expect(await saved(page, api, id)).toBe(stored);
	}
	expect(await page.evaluate(() => (window as any).ran)).toBeUndefined();
});

test('a text loses nothing by being edited, and nothing is stored where nothing was changed', async ({
	desk: page,
	api
}) => {
	const body =
		'<h3>Plan</h3><p>H<sub>2</sub>O <mark>soon</mark> <u>u</u></p>' +
		'<table><tbody><tr><td colspan="2"><p>cell</p></td></tr></tbody></table><ol start="3"><li><p>three</p></li></ol>';
	const task = await api.create('task', { subject: unique('Text'), body });
	await page.goto(`/o/task/${task.id}?tab=details`);
	await page.getByRole('button', { name: 'Edit Text' }).click();
	const text = page.getByRole('textbox', { name: 'Text', exact: true });
	await expect(text).toBeFocused();
	await page.keyboard.press('Control+Enter');
	await expect(text).toBeHidden();
	expect((await api.call('GET', `/records/task/${task.id}`)).body.version).toBe(task.version);
	await page.getByRole('button', { name: 'Edit Text' }).click();
	await expect(text).toBeFocused();
	await page.keyboard.type('!');
	await page.keyboard.press('Control+Enter');
	await expect(text).toBeHidden();
	const { body: after } = await api.call('GET', `/records/task/${task.id}`);
	expect(after.body).toBe(body.replace('three', 'three!'));
});

test('what is far too long is refused, and what was there stays', async ({ desk: page, api }) => {
	const { text } = await begin(page, api);
	await page.keyboard.type('Before');
	await paste(text, '', 'x'.repeat(5_000_000));
	await expect(page.getByText('That is too long to be pasted here.')).toBeVisible();
	await expect(text).toHaveText('Before');
});
