// The board: cards moved by dragging and by keys, what must be known asked in place, undone from the toast.
import { expect, test, unique, type Api } from '../support/kontor.ts';

async function begin(api: Api, name: string) {
	const { body } = await api.call('GET', '/records/pipeline');
	return api.create('opportunity', { name, pipeline: body.data[0].id });
}

test('a card is dragged, pushed with keys, won once its amount is known, lost with a reason, and undone', async ({
	desk: page,
	api
}, info) => {
	const name = unique('Offer');
	const { id } = await begin(api, name);
	const at = async () => (await api.call('GET', `/records/opportunity/${id}`)).body;
	await page.goto(`/o/opportunity?show=board&filter=${encodeURIComponent(`name == "${name}"`)}`);
	const lane = (stage: string) => page.getByRole('region', { name: new RegExp(`^${stage}`) });
	await expect(lane('New')).toContainText(name);

	if (info.project.name === 'wide') {
		await lane('New').getByRole('listitem').dragTo(lane('Qualified'));
	} else {
		// Where a finger scrolls, the card is asked where it should go.
		await page.getByRole('button', { name: `Move ${name}` }).click();
		await page.getByRole('button', { name: 'Qualified', exact: true }).click();
	}
	await expect(lane('Qualified')).toContainText(name);
	await expect(page.getByText(`“${name}” is now: Qualified.`)).toBeVisible();
	await expect.poll(async () => (await at()).stage).toBe('qualified');

	// The keyboard alone.
	await page.keyboard.press('j');
	await expect(lane('Qualified').getByRole('link', { name })).toBeFocused();
	await page.keyboard.press('Shift+ArrowRight');
	await expect(lane('Proposal')).toContainText(name);
	await page.keyboard.press('>');
	await expect(lane('Negotiation')).toContainText(name);
	await expect.poll(async () => (await at()).stage).toBe('negotiation');

	// Winning needs an amount.
	await expect(lane('Negotiation').getByRole('link', { name })).toBeFocused();
	await page.keyboard.press('>');
	const dialog = page.getByRole('dialog', { name: `${name}: Won` });
	await dialog.getByLabel('Amount').fill('1200');
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect(lane('Won')).toContainText('€1,200.00');
	await expect.poll(async () => (await at()).stage).toBe('won');

	await page.keyboard.press('Control+z');
	await expect(lane('Negotiation')).toContainText(name);
	await lane('Negotiation')
		.getByRole('button', { name: `Move ${name}` })
		.click();
	await page.getByRole('button', { name: 'Lost', exact: true }).click();
	const lost = page.getByRole('dialog', { name: `${name}: Lost` });
	await lost.getByRole('button', { name: 'Move' }).click();
	await expect(lost.getByLabel('Reason of loss')).toHaveAttribute('aria-invalid', 'true');
	await lost.getByLabel('Reason of loss').selectOption({ label: 'Price' });
	await lost.getByRole('button', { name: 'Move' }).click();
	await expect(lane('Lost')).toContainText(name);
	await expect.poll(async () => (await at()).loss_reason).toBe('price');
});

test('any choice can be a board, and a view keeps it', async ({ desk: page, api }) => {
	const subject = unique('Card');
	await api.create('task', { subject, priority: 'high' });
	await page.goto(`/o/task?filter=${encodeURIComponent(`subject == "${subject}"`)}`);
	await page.getByRole('button', { name: 'Board' }).click();
	await page.getByLabel('Columns of the board').selectOption({ label: 'Priority' });
	await expect(page.getByRole('region', { name: 'High, 1' })).toContainText(subject);
	await page.reload();
	await expect(page.getByRole('region', { name: 'High, 1' })).toContainText(subject);
});
