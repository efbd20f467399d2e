// What is changed as a whole is changed in the version that was seen last, so that nobody overwrites it unseen.
import { afterEach, expect, test, vi } from 'vitest';
import { call, get } from './client';

afterEach(() => vi.unstubAllGlobals());

/** A server that answers with these versions, one after the other; and what it was told of versions. */
function server(...versions: string[]) {
	const told: (string | undefined)[] = [];
	vi.stubGlobal('fetch', (_: string, { headers }: { headers: Record<string, string> }) => {
		told.push(headers['If-Match']);
		return Promise.resolve(
			new Response('{}', {
				headers: { 'Content-Type': 'application/json', ETag: versions.shift() ?? '"0"' }
			})
		);
	});
	return told;
}

test('a change names the version that was read, and the next one that of its answer', async () => {
	const told = server('"7"', '"8"', '"9"');
	await get('/settings');
	await call('PATCH', '/settings', { body: { company: 'Adler' } });
	await call('PATCH', '/settings', { body: { company: 'Bär' } });
	expect(told).toEqual([undefined, '"7"', '"8"']);
});

test('each thing has a version of its own', async () => {
	const told = server('"1"', '"5"', '"2"');
	await get('/imports/{id}', { params: { id: 'a' } });
	await get('/imports/{id}', { params: { id: 'b' } });
	await call('PATCH', '/imports/{id}', { params: { id: 'a' }, body: {} });
	expect(told).toEqual([undefined, undefined, '"1"']);
});

test('records carry their own, and other calls name none', async () => {
	const told = server('"1"', '"2"');
	await get('/records/{object}/{id}', { params: { object: 'person', id: 'a' } });
	await call('PATCH', '/records/{object}/{id}', {
		params: { object: 'person', id: 'a' },
		body: {},
		headers: { 'If-Match': '"4"' }
	});
	expect(told).toEqual([undefined, '"4"']);
});
