// The main job without a mouse: a customer is entered, a call with its follow-up logged, and the follow-up finished.
import { expect, test, unique } from '../support/kontor.ts';

test('from a new customer to the finished follow-up, with the keyboard alone', async ({
	desk: page,
	api
}) => {
	const { keyboard } = page;
	const name = unique('Tasten AG');
	const about = unique('Send the offer');
	/** Tab until what is meant has the focus; who gets lost on the way is told where. */
	const tabTo = async (what: string | RegExp) => {
		const names: string[] = [];
		for (let steps = 0; steps < 500; steps += 1) {
			await keyboard.press('Tab');
			const is = await page.evaluate(() => {
				const element = document.activeElement as HTMLInputElement | null;
				return element?.ariaLabel ?? element?.labels?.[0]?.textContent ?? element?.textContent;
			});
			names.push((is ?? '').trim());
			if (typeof what === 'string' ? names.at(-1) === what : what.test(names.at(-1)!)) return;
		}
		throw new Error(`Tab never reaches ${what}: ${names.join(', ')}`);
	};

	await page.goto('/today');
	await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	await keyboard.press('g');
	await keyboard.press('o');
	await expect(page.getByRole('heading', { level: 1, name: /Organisations/ })).toBeVisible();
	await keyboard.press('c');
	await expect(page.getByRole('dialog').getByLabel('Name', { exact: true })).toBeFocused();
	await keyboard.type(name);
	await keyboard.press('Control+Enter');
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

	await keyboard.press('l');
	await expect(page.getByLabel('Subject')).toBeFocused();
	await keyboard.type('Wants 20 seats');
	await tabTo('Tomorrow');
	await keyboard.press('Enter');
	await tabTo('What to do then');
	await keyboard.press('Control+a');
	await keyboard.type(about);
	await keyboard.press('Control+Enter');
	const timeline = page.locator('#panel-timeline ol');
	await expect(timeline).toContainText(about);
	await keyboard.press('Control+z');
	await expect(timeline).not.toContainText(about);
	await expect(timeline).not.toContainText('Wants 20 seats');

	await keyboard.press('t');
	await expect(page.getByLabel('Subject')).toBeFocused();
	await keyboard.type(about);
	await keyboard.press('Control+Enter');
	await expect(timeline).toContainText(about);
	await keyboard.press('g');
	await keyboard.press('a');
	await expect(page.getByRole('heading', { level: 1, name: 'Tasks' })).toBeVisible();
	const row = page.getByRole('listitem').filter({ hasText: about });
	await expect(row).toBeVisible();
	await tabTo(`Done: ${about}`);
	await keyboard.press('Space');
	await expect(row).toBeHidden();
	await expect
		.poll(
			async () =>
				(await api.call('GET', `/records/task?filter=${encodeURIComponent(`subject == "${about}"`)}`)).body
					.data[0]?.status
		)
		.toBe('done');
});
