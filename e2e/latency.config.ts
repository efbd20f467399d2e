// How long a list of 100,000 records lets its user wait: `cargo xtask latency`. A measurement, no test: it prints a table.
import journeys from './playwright.config.ts';

export default {
	...journeys,
	testDir: 'latency',
	outputDir: 'test-results/latency',
	reporter: [['line'] as const],
	projects: [{ name: 'wide', use: { viewport: { width: 1440, height: 900 } } }]
};
