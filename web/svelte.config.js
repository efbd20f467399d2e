// The interface is static files: one page and its modules, which the server embeds.
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html' }),
		paths: { relative: false },
		// A tab that stays open hears of an upgrade within minutes, and says so.
		version: { pollInterval: 300_000 }
	},
	vitePlugin: {
		// Icons and other libraries choose for themselves.
		dynamicCompileOptions: ({ filename }) =>
			filename.includes('node_modules') ? { runes: undefined } : undefined
	}
};
