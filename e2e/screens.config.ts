// Pictures of every screen of the demonstration company: `cargo xtask screens`.
import journeys from './playwright.config.ts';

export default {
	...journeys,
	testDir: 'screens',
	outputDir: 'test-results/screens',
	projects: [{ name: 'screens' }]
};
