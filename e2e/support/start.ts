// Starts the program with a fresh data folder for each project (a size of screen, the pictures), and ends it when all is
// over. KONTOR_TEST_POSTGRES has the address of the database of the wide journeys, KONTOR_TEST_POSTGRES_PHONE that of the
// others; without one it is SQLite.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FullConfig } from '@playwright/test';

export default async function start({ projects }: FullConfig) {
	const program = resolve(process.env['KONTOR'] ?? '../target/debug/kontor');
	const folder = await mkdtemp(join(tmpdir(), 'kontor-e2e-'));
	const servers: ChildProcess[] = [];
	for (const { name: project } of projects) {
		const database = process.env[`KONTOR_TEST_POSTGRES${project === 'wide' ? '' : '_PHONE'}`];
		const { server, address, setup } = await serve(program, join(folder, project), database);
		servers.push(server);
		process.env[`KONTOR_ADDRESS_${project}`] = address;
		process.env[`KONTOR_SETUP_${project}`] = setup;
	}
	return async () => {
		for (const server of servers) {
			const ended = new Promise((done) => server.once('exit', done));
			server.kill('SIGTERM');
			await ended;
		}
		await rm(folder, { recursive: true, force: true });
	};
}

async function serve(program: string, data: string, database: string | undefined) {
	const server = spawn(
		program,
		[
			'serve',
			'--data',
			data,
			'--listen',
			'127.0.0.1:0',
			'--log',
			'warn',
			...(database ? ['--database', database] : [])
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	let told = '';
	const setup = await new Promise<string>((done, fail) => {
		server.once('exit', (code) => fail(new Error(`kontor ended with ${code}: ${told}`)));
		server.stdout.on('data', (chunk: Buffer) => {
			told += chunk.toString();
			const link = /http:\S+#code=\S+/.exec(told);
			if (link && told.endsWith('\n')) done(link[0]);
		});
	});
	return { server, setup, address: new URL(setup).origin };
}
