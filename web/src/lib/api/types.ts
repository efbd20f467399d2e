// The shapes of the wire that depend on the workspace's definitions, and so stand in no generated type.

export interface Labels {
	en: string;
	de: string;
}

export interface Option {
	key: string;
	labels: Labels;
	color?: string;
	/** Of stages: whether the way goes on from here, which may follow, what must be known, how long one stays. */
	kind?: 'open' | 'won' | 'lost';
	next?: string[];
	required?: string[];
	max_days?: number;
}

export type FieldType =
	| 'id'
	| 'text'
	| 'long_text'
	| 'rich_text'
	| 'integer'
	| 'decimal'
	| 'money'
	| 'boolean'
	| 'date'
	| 'timestamp'
	| 'duration'
	| 'select'
	| 'multi_select'
	| 'stage'
	| 'link'
	| 'owner'
	| 'email'
	| 'phone'
	| 'url'
	| 'social'
	| 'address'
	| 'tags'
	| 'external_ids'
	| 'file'
	| 'percentage'
	| 'rating'
	| 'auto_number'
	| 'formula'
	| 'total'
	| 'rollup'
	| 'json';

export interface Field {
	id: string;
	key: string;
	former_keys?: string[];
	labels: Labels;
	help?: Labels;
	type: FieldType;
	options?: Option[];
	targets?: string[];
	many?: boolean;
	required?: boolean;
	read_only?: boolean;
	system?: boolean;
	indexed?: boolean;
	searched?: boolean;
	max_length?: number;
	min?: number;
	max?: number;
	scale?: number;
	default?: unknown;
	stages_from?: string;
	result?: { type: FieldType };
}

export interface ObjectDef {
	key: string;
	labels: Labels;
	plural: Labels;
	icon?: string;
	label: string[][];
	fields: Field[];
	completeness?: [string, number][];
	party?: boolean;
	administration?: boolean;
	custom?: boolean;
	part_of?: string;
	hierarchy?: string;
	timeline?: { at: string; channel?: string; kind?: string; links: string[] };
}

export interface Ref {
	id: string;
	object: string;
	label: string | null;
}

/** A record: its envelope, then the fields of its object. */
export interface Rec {
	id: string;
	object: string;
	label: string;
	version: number;
	deleted_at?: string;
	[field: string]: unknown;
}

export interface Page<T = Rec> {
	data: T[];
	next: string | null;
	count?: number;
}

export interface Entry {
	value: string;
	label?: string | null;
	primary?: boolean;
	network?: string;
}

export interface Address {
	kind?: string | null;
	street?: string | null;
	postcode?: string | null;
	city?: string | null;
	region?: string | null;
	country?: string | null;
}

export interface Money {
	amount: string;
	currency: string;
}

/** What is computed over amounts of money; null where none of them has a rate. */
export interface Sum {
	amount: string | null;
	currency: string;
	without_rate: number;
}

export interface Rollup {
	value: number | string | Sum | null;
	as_of: string;
}

export interface Me {
	user: Ref | null;
	name: string;
	email: string | null;
	role: string;
	administrator: boolean;
	workspace: string;
	language: 'en' | 'de';
	zone: string;
	/** The teams one belongs to. */
	teams?: (Ref | string)[];
	objects: Record<string, string[]>;
}

export interface Settings {
	company: string | null;
	language: 'en' | 'de';
	currency: string;
	zone: string;
	country: string | null;
	trash_days: number;
	upload_limit: number;
	rates: Record<string, unknown>;
}

export interface HistoryEntry {
	seq: number;
	change_set: string;
	version: number;
	kind: string;
	at: string;
	actor: string;
	via: string;
	changes: Record<string, { before: unknown; after: unknown }>;
}

export interface Section {
	key: string;
	label: string;
	object: string;
	data: Rec[];
	filter: string;
	more: boolean;
}

/** A figure of an overview; which members it has is told by what it means. */
export interface Total {
	label: string;
	object: string;
	count?: number;
	/** There are more than were counted. */
	more?: boolean;
	sum?: { amount: string | null; currency: string; without_rate: number };
	filter?: string;
	at?: string | null;
	record?: Ref | null;
}

/** An entry of a timeline, of whatever object: its kind and when it happened are always told. */
export type TimelineEntry = Rec & { kind: string; at: string };

export interface Overview {
	record: Rec;
	missing: string[];
	sections: Section[];
	timeline: Page<TimelineEntry>;
	totals: Record<string, Total>;
}

export interface Hit {
	object: string;
	id: string;
	label: string;
	score: number;
	matches: { field: string; text: string; ranges: [number, number][] }[];
}

export interface SearchAnswer {
	data: Hit[];
	counts: Record<string, number | string>;
}
