// Writes the types of the API from its description, or says that they are stale.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypes, { astToString } from 'openapi-typescript';

const description = new URL('../../docs/openapi.json', import.meta.url);
const target = new URL('../src/lib/api/schema.ts', import.meta.url);

const types = astToString(await openapiTypes(JSON.parse(await readFile(description, 'utf8'))));
const fresh = `// Written by \`npm run types\` from docs/openapi.json; never by hand.\n${types}`;

if (process.argv.includes('--write')) {
	await writeFile(target, fresh);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== fresh) {
	process.stderr.write('src/lib/api/schema.ts is stale: run `npm run types` and commit it.\n');
	process.exit(1);
}
