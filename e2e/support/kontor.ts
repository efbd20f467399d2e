// What every journey stands on: the address of its server, somebody who is signed in, and records made over the API.
import {
	test as base,
	expect,
	type APIRequestContext,
	type Browser,
	type BrowserContext,
	type Page
} from '@playwright/test';

export const ADA = { name: 'Ada Admin', email: 'ada@example.com', password: 'correct horse battery' };

/** Where the settings are. */
export const SETTINGS = [
	'/settings',
	'/settings/company',
	'/settings/users',
	'/settings/keys',
	'/settings/jobs'
];

export interface Record {
	id: string;
	label: string;
	version: number;
	[field: string]: unknown;
}

/** The API as the browser that is signed in. */
export class Api {
	constructor(
		private readonly request: APIRequestContext,
		readonly address: string
	) {}

	/** Bytes are sent as they are, everything else as JSON. */
	async call(method: string, path: string, data?: unknown): Promise<{ status: number; body: any }> {
		const type = Buffer.isBuffer(data) ? 'application/octet-stream' : 'application/json';
		const response = await this.request.fetch(`${this.address}/api/v1${path}`, {
			method,
			headers: { Origin: this.address, 'Content-Type': type },
			...(data === undefined ? {} : { data })
		});
		const text = await response.text();
		return { status: response.status(), body: text ? JSON.parse(text) : null };
	}

	async create(object: string, values: object): Promise<Record> {
		const { status, body } = await this.call('POST', `/records/${object}`, values);
		expect(status, JSON.stringify(body)).toBe(201);
		return body;
	}

	/** What makes another browser context the one that is signed in. */
	state() {
		return this.request.storageState();
	}

	/** Sets the workspace up, unless a journey did, and signs in. */
	async enter(setup: string) {
		const { body } = await this.call('GET', '/setup');
		if (body.open) {
			const code = new URL(setup).hash.replace('#code=', '');
			const settings = { company: 'Nordlicht GmbH', language: 'en', currency: 'EUR', zone: 'Europe/Berlin' };
			await this.call('POST', '/setup', { code, ...ADA, settings });
		}
		const { status } = await this.call('POST', '/session', { email: ADA.email, password: ADA.password });
		expect(status).toBe(200);
	}
}

/** Another user, a member, signed in with a browser of their own; who asks closes it. */
export async function colleague(
	api: Api,
	browser: Browser,
	name: string
): Promise<{ api: Api; context: BrowserContext }> {
	const email = `${unique(name).replaceAll(' ', '.').toLowerCase()}@example.com`;
	const role = (await api.call('GET', '/records/role?filter=key == "member"')).body.data[0].id;
	const { id } = await api.create('user', { name, email, role });
	const { code } = (await api.call('POST', `/users/${id}/password-link`, {})).body;
	const context = await browser.newContext({ baseURL: api.address });
	const theirs = new Api(context.request, api.address);
	expect((await theirs.call('POST', '/password', { code, password: ADA.password })).status).toBeLessThan(300);
	expect((await theirs.call('POST', '/session', { email, password: ADA.password })).status).toBe(200);
	return { api: theirs, context };
}

interface Fixtures {
	address: string;
	setup: string;
	api: Api;
	/** A page of somebody who is signed in. It fails the journey when anything goes wrong behind the scenes. */
	desk: Page;
	complaints: string[];
}

export const test = base.extend<Fixtures>({
	address: async ({}, use, info) => use(process.env[`KONTOR_ADDRESS_${info.project.name}`] ?? ''),
	setup: async ({}, use, info) => use(process.env[`KONTOR_SETUP_${info.project.name}`] ?? ''),
	baseURL: async ({ address }, use) => use(address),
	api: async ({ context, address }, use) => use(new Api(context.request, address)),
	complaints: async ({ page, address }, use) => {
		const complaints: string[] = [];
		page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
		page.on('dialog', (dialog) => {
			complaints.push(`dialog: ${dialog.message()}`);
			void dialog.dismiss();
		});
		page.on('console', (message) => {
			if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
		});
		page.on('request', (request) => {
			const url = request.url();
			// The browser's own viewer of PDF is a part of it that has an address.
			if (!url.startsWith(address) && !/^(data|blob|about|chrome|chrome-extension):/.test(url))
				complaints.push(`outside: ${url}`);
		});
		await use(complaints);
		expect(complaints).toEqual([]);
	},
	desk: async ({ page, api, setup, complaints }, use) => {
		void complaints;
		await page.addInitScript(() => {
			if (!localStorage.getItem('kontor.look'))
				localStorage.setItem('kontor.look', '{"language":"en","theme":"light"}');
		});
		await api.enter(setup);
		await use(page);
	}
});

export { expect };

/** A name that no other journey uses. */
export function unique(name: string): string {
	return `${name} ${Math.random().toString(36).slice(2, 8)}`;
}

/** Follows a link of the main navigation, which on a phone is behind the menu. */
export async function follow(page: Page, name: string) {
	const menu = page.getByRole('button', { name: /^(Menu|Menü)$/ });
	// Whether there is one is known once the frame stands.
	await expect(page.getByRole('main')).toBeVisible();
	if (await menu.isVisible()) await menu.click();
	await page.getByRole('navigation').first().getByRole('link', { name }).first().click();
}
