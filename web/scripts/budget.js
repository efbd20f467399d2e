// Holds the size of the interface against its budgets: what everybody loads first, and what each route adds.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const SHELL = 150_000;
const ROUTE = 80_000;

const out = new URL('../.svelte-kit/output/client/', import.meta.url);
/** @type {Record<string, { file: string, imports?: string[], isEntry?: boolean }>} */
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', out), 'utf8'));

/** @param {string[]} roots @param {Set<string>} seen */
function closure(roots, seen = new Set()) {
	for (const root of roots) {
		const chunk = manifest[root];
		if (!chunk || seen.has(root)) continue;
		seen.add(root);
		closure(chunk.imports ?? [], seen);
	}
	return seen;
}

/** @param {Iterable<string>} keys */
async function weigh(keys) {
	let sum = 0;
	for (const key of keys) {
		const file = manifest[key]?.file;
		if (file?.endsWith('.js')) sum += gzipSync(await readFile(fileURLToPath(new URL(file, out)))).length;
	}
	return sum;
}

const nodes = Object.keys(manifest).filter((key) => /\/nodes\/\d+\.js$/.test(key));
// Node 0 is the layout of all pages, node 1 the page of errors.
const common = Object.keys(manifest).filter(
	(key) =>
		/client\/(entry\.js|start\.js|app\.js)$|entry\/(start|app)\.js$/.test(key) ||
		/\/nodes\/[01]\.js$/.test(key)
);
const shell = closure(common);
const results = [{ name: 'shell', size: await weigh(shell), limit: SHELL }];
for (const node of nodes) {
	const own = [...closure([node])].filter((key) => !shell.has(key));
	if (own.length > 0)
		results.push({ name: node.replace(/^.*\/nodes\//, 'route '), size: await weigh(own), limit: ROUTE });
}
let failed = results.length < 3 || (results[0]?.size ?? 0) < 10_000;
for (const { name, size, limit } of results) {
	process.stdout.write(
		`${name.padEnd(14)} ${(size / 1000).toFixed(1).padStart(7)} kB of ${limit / 1000} kB gzipped\n`
	);
	if (size > limit) failed = true;
}
if (failed) {
	process.stderr.write('The interface is over its budget, or its parts were not found.\n');
	process.exit(1);
}
