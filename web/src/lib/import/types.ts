// An import as the server tells it.
export interface ImportColumn {
	name: string;
	target: string | null;
	samples: string[];
	key: boolean;
	optional: boolean;
}

export interface ImportProblem {
	row: number;
	column: string | null;
	detail: string;
	warning: boolean;
}

/** What becomes of rows without a key whose record is there already, by all appearances. */
export type Policy = 'create' | 'update' | 'skip' | 'ask';

/** Which part of dates stands first. */
export type Order = 'dmy' | 'mdy';

export interface ImportState {
	id: string;
	object: string;
	objects: string[];
	state: string;
	key: string | string[] | null;
	/** The map as it was given; what it does not name is found by the program. */
	map: {
		columns?: Record<string, unknown>;
		key?: string[];
		on_duplicate?: Policy;
		order?: Order;
		[part: string]: unknown;
	};
	/** What becomes of duplicates, whether the map says it or not. */
	on_duplicate: Policy;
	/** What may be guessed wrongly. */
	warnings: { code: string; column: string | null; detail: string }[];
	sheet: string | null;
	sheets: string[] | null;
	system: string | null;
	job: string | null;
	error: string | null;
	columns: ImportColumn[];
	progress: { done: number; total: number | null };
	started_at: string | null;
	finished_at: string | null;
	report: {
		dry_run: boolean;
		rows: number;
		created: number;
		updated: number;
		skipped: number;
		failed: number;
		/** Rows put aside, among the skipped. */
		waiting: number;
		warnings: number;
		errors: ImportProblem[];
		ignored_columns: string[];
		records: Record<string, { created: number; updated: number }>;
	};
}
