// After the build: the start script gets a file of its own, because the policy of the page allows no inline script,
// and everything that compresses well is compressed once, as well as it can be. The server embeds `dist`.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const build = fileURLToPath(new URL('../build', import.meta.url));
const dist = fileURLToPath(new URL('../dist', import.meta.url));

const page = join(build, 'index.html');
const scripts = [];
const html = (await readFile(page, 'utf8')).replace(/<script>([\s\S]*?)<\/script>/g, (_, text) => {
	const name = `_app/immutable/start.${createHash('sha256').update(text).digest('base64url').slice(0, 10)}.js`;
	scripts.push({ name, text });
	return `<script src="/${name}"></script>`;
});
await writeFile(page, html);
for (const { name, text } of scripts) await writeFile(join(build, name), text);

await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) {
	if (name !== '.gitignore') await rm(join(dist, name), { recursive: true });
}
await cp(build, dist, { recursive: true });

const compressible = /\.(html|js|css|json|svg|webmanifest|txt)$/;
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
	const file = join(entry.parentPath, entry.name);
	if (!entry.isFile() || !compressible.test(entry.name)) continue;
	const content = await readFile(file);
	if (content.length < 500) continue;
	await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
	await writeFile(
		`${file}.br`,
		brotliCompressSync(content, {
			params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
		})
	);
}
