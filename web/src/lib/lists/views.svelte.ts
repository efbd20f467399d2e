// The saved views of an object: one's own, those of one's teams, and those for everybody.
import { call, get, Problem } from '../api/client';
import type { Page, Rec } from '../api/types';
import { t } from '../i18n';
import { change, create, onceKey } from '../records/write';
import { session } from '../state/session.svelte';

const FIELDS = 'name,object,filter,sort,columns,shared,layout,team,owner';

export class Views {
	list = $state.raw<Rec[]>([]);
	/** Which object they are of; empty until they are known. */
	of = $state('');
	private asked = '';

	async load(object: string) {
		this.asked = object;
		const page = await get<Page>('/records/{object}', {
			params: { object: 'saved_view' },
			query: {
				filter: `record.object == ${JSON.stringify(object)}`,
				sort: 'name',
				fields: FIELDS,
				limit: 200
			}
		}).catch((error: unknown) => {
			// Who may not see views has none; anything else the list itself will say.
			if (error instanceof Problem) return null;
			throw error;
		});
		if (this.asked !== object) return;
		this.list = page?.data ?? [];
		this.of = object;
	}

	/** Views of others, which are in no list because there are so many, can still be opened by their address. */
	find(id: string | null): Rec | undefined {
		return this.list.find((view) => view.id === id);
	}

	async add(values: Record<string, unknown>): Promise<Rec> {
		const view = await create('saved_view', values, onceKey());
		this.list = [...this.list, view].sort((a, b) => a.label.localeCompare(b.label));
		return view;
	}

	async change(view: Rec, values: Record<string, unknown>): Promise<Rec> {
		const next = await change(view, 'saved_view', values, t('views.saved', { name: view.label }));
		this.list = this.list.map((other) => (other.id === view.id ? next : other));
		return next;
	}

	async remove(view: Rec): Promise<string | null> {
		const { changeSet } = await call('DELETE', '/records/{object}/{id}', {
			params: { object: 'saved_view', id: view.id },
			headers: { 'If-Match': `"${view.version}"` }
		});
		this.list = this.list.filter(({ id }) => id !== view.id);
		return changeSet;
	}
}

/** Whether a view is the user's to change. */
export function isMine(view: Rec): boolean {
	const owner = view['owner'] as { id?: string } | null;
	return (
		session.may('update', 'saved_view') && (owner?.id === session.me?.user?.id || !!session.me?.administrator)
	);
}
