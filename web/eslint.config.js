import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import config from './svelte.config.js';

export default ts.config(
	js.configs.recommended,
	...ts.configs.strict,
	...svelte.configs.recommended,
	{ languageOptions: { globals: { ...globals.browser, ...globals.node } } },
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig: config }
		}
	},
	{
		rules: {
			'no-console': 'error',
			// Data is never rendered as HTML: not even by accident.
			'svelte/no-at-html-tags': 'error',
			'no-restricted-properties': [
				'error',
				{ property: 'innerHTML', message: 'Data is never rendered as HTML.' },
				{ property: 'outerHTML', message: 'Data is never rendered as HTML.' },
				{ property: 'insertAdjacentHTML', message: 'Data is never rendered as HTML.' }
			],
			'@typescript-eslint/no-non-null-assertion': 'error',
			// TypeScript knows better what is defined.
			'no-undef': 'off',
			'svelte/no-navigation-without-resolve': 'off',
			'svelte/prefer-svelte-reactivity': 'off',
			'svelte/require-each-key': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
			// svelte-check knows which warnings there are; named snippets beside each other read better.
			'svelte/no-unused-svelte-ignore': 'off',
			'svelte/no-useless-children-snippet': 'off',
			'svelte/no-useless-mustaches': 'off'
		}
	},
	{ ignores: ['build/', 'dist/', '.svelte-kit/', 'src/lib/api/schema.ts', 'test-results/'] }
);
