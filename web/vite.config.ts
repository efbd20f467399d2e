import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

// While the interface is worked on, `npm run dev` passes everything else on to a server on this address.
const server = process.env['KONTOR_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
	plugins: [sveltekit()],
	server: { proxy: { '/api': { target: server, changeOrigin: true, headers: { Origin: server } } } },
	build: { target: 'es2022', assetsInlineLimit: 0 },
	test: { include: ['src/**/*.test.ts'], environment: 'node' }
});
