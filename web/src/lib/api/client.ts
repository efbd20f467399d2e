// The one door to the server: the public API, with its problems as errors, and with the two things that may happen
// to any call at any time, an ended session and a lost connection, dealt with here so that no screen has to.
import type { paths } from './schema';

export type Path = keyof paths;
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const PREFIX = '/api/v1';

/** A value that was not acceptable. */
export interface Issue {
	pointer: string;
	code: string;
	detail: string;
}

/** Two people changed the same field. */
export interface Conflict {
	field: string;
	base: unknown;
	theirs: unknown;
	yours: unknown;
}

/** What the server refused, in the words it gave. */
export class Problem extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		detail: string,
		readonly errors: Issue[] = [],
		readonly conflicts: Conflict[] = [],
		readonly body: Record<string, unknown> = {}
	) {
		super(detail);
	}

	/** What is wrong with one field, if the server said so. */
	at(field: string): string | undefined {
		return this.errors.find(({ pointer }) => pointer === `/${field}` || pointer.startsWith(`/${field}/`))
			?.detail;
	}
}

/** The server could not be reached. */
export class Unreachable extends Error {}

export interface Options {
	/** Parts of the path. */
	params?: Record<string, string>;
	query?: Record<string, string | number | boolean | null | undefined>;
	/** Sent as JSON; a Blob as it is. */
	body?: unknown;
	headers?: Record<string, string>;
	signal?: AbortSignal;
	/** Nobody need be signed in: a 401 is an answer like any other. */
	open?: boolean;
	/** It outlives the page, so that a page which is closed can still say so. */
	keepalive?: boolean;
}

export interface Answer<T> {
	data: T;
	/** What an undo of this write asks for. */
	changeSet: string | null;
	/** The version of what was answered. */
	version: string | null;
}

interface Hooks {
	language: () => string;
	/** The session has ended; resolves to true once there is a new one. */
	renew: () => Promise<boolean>;
	reached: (reachable: boolean) => void;
	/** The server has begun long work, which has this id. */
	began: (job: string) => void;
}

const hooks: Hooks = {
	language: () => 'en',
	renew: () => Promise.resolve(false),
	reached: () => undefined,
	began: () => undefined
};

/** The rest of the interface says here what it does when these things happen. */
export function connect(given: Partial<Hooks>) {
	Object.assign(hooks, given);
}

export function address(path: Path, { params = {}, query = {} }: Options = {}): string {
	const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
	}
	const tail = search.toString();
	return PREFIX + filled + (tail ? `?${tail}` : '');
}

/** What is changed as a whole, and the version of it that was seen last, by its address. Records carry their own. */
const WHOLE: Path[] = ['/settings', '/me', '/imports/{id}'];
const seen = new Map<string, string>();

/** Calls an endpoint of the description. What is changed as a whole is changed in the version that was seen. */
export async function call<T>(method: Method, path: Path, options: Options = {}): Promise<Answer<T>> {
	const link = address(path, options);
	if (!WHOLE.includes(path)) return send<T>(method, link, options);
	const version = method === 'PATCH' && seen.get(link);
	const headers = version ? { 'If-Match': version, ...options.headers } : options.headers;
	const answer = await send<T>(method, link, { ...options, headers });
	if (answer.version) seen.set(link, answer.version);
	return answer;
}

/** Follows a link that the server gave, such as the next page of a list. */
export async function follow<T>(link: string, options: Options = {}): Promise<T> {
	return (await send<T>(options.body === undefined ? 'GET' : 'POST', link, options)).data;
}

export async function get<T>(path: Path, options: Options = {}): Promise<T> {
	return (await call<T>('GET', path, options)).data;
}

async function send<T>(method: Method, link: string, options: Options): Promise<Answer<T>> {
	const headers: Record<string, string> = { 'Accept-Language': hooks.language(), ...options.headers };
	let body: BodyInit | undefined;
	if (options.body instanceof Blob) {
		body = options.body;
	} else if (options.body !== undefined) {
		headers['Content-Type'] = 'application/json';
		body = JSON.stringify(options.body);
	} else if (method === 'POST') {
		headers['Content-Type'] = 'application/json';
	}
	let response: Response;
	try {
		response = await fetch(link, {
			method,
			headers,
			body,
			signal: options.signal,
			keepalive: options.keepalive,
			credentials: 'same-origin'
		});
	} catch (cause) {
		if (options.signal?.aborted) throw cause;
		hooks.reached(false);
		throw new Unreachable();
	}
	hooks.reached(true);
	if (response.status === 401 && !options.open && (await hooks.renew())) {
		return send(method, link, options);
	}
	if (!response.ok) throw await problem(response);
	const text = response.status === 204 ? '' : await response.text();
	const isJson = response.headers.get('Content-Type')?.includes('json') ?? false;
	const data = (text && isJson ? JSON.parse(text) : text) as T;
	const { job } = (response.status === 202 ? data : {}) as { job?: string };
	if (job) hooks.began(job);
	return {
		data,
		changeSet: response.headers.get('Kontor-Change-Set'),
		version: response.headers.get('ETag')
	};
}

async function problem(response: Response): Promise<Problem> {
	const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
	const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
	const list = <I>(name: string) => (Array.isArray(body[name]) ? (body[name] as I[]) : []);
	const detail = text('detail') || text('title') || response.statusText;
	// A value that somebody else has already is told with its place alone.
	const alone = text('pointer') ? [{ pointer: text('pointer'), code: text('code'), detail }] : [];
	return new Problem(
		response.status,
		text('code') || 'unknown',
		detail,
		[...list<Issue>('errors'), ...alone],
		list<Conflict>('conflicts'),
		body
	);
}
