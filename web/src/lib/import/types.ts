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

export interface ImportState {
	id: string;
	object: string;
	objects: string[];
	state: string;
	key: string | null;
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
		warnings: number;
		errors: ImportProblem[];
		ignored_columns: string[];
		records: Record<string, { created: number; updated: number }>;
	};
}
