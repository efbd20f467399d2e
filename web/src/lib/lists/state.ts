// What a list shows, as it stands in its address, in a saved view, and on the screen. An address that names a view and
// nothing else shows the view as it is saved; as soon as something is changed, all of it stands in the address.
import type { ObjectDef, Rec } from '../api/types';
import { columnsOf } from './columns';
import { chipsFrom, chipText, wholeExpression, type Chip } from './filters';

export type Show = 'table' | 'board';

export interface ListState {
	/** The id of the view it began with. */
	view: string | null;
	chips: Chip[];
	text: string;
	sort: string;
	columns: string[];
	/** The field that rows are grouped by. */
	group: string;
	show: Show;
	/** The field whose options are the columns of the board. */
	by: string;
	trashed: boolean;
}

/** Beside what every view has: how it was put together, and how it is drawn. */
interface Layout {
	show?: Show;
	by?: string;
	group?: string;
	chips?: string[];
	text?: string;
	widths?: Record<string, number>;
}

const OWN = ['f', 'filter', 'sort', 'cols', 'group', 'show', 'by'];

const layoutOf = (view: Rec): Layout =>
	typeof view['layout'] === 'object' && view['layout'] !== null ? (view['layout'] as Layout) : {};

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export function stateOf(object: ObjectDef, params: URLSearchParams, view: Rec | undefined): ListState {
	const trashed = params.get('trash') === 'only';
	if (view && !OWN.some((name) => params.has(name))) return { ...viewState(object, view), trashed };
	return {
		view: params.get('view'),
		chips: chipsFrom(params.getAll('f')),
		text: params.get('filter') ?? '',
		sort: params.get('sort') ?? '',
		columns: columnsOf(object, params.get('cols')?.split(',') ?? null),
		group: params.get('group') ?? '',
		show: params.get('show') === 'board' ? 'board' : 'table',
		by: params.get('by') ?? '',
		trashed
	};
}

/** What a saved view shows. */
export function viewState(object: ObjectDef, view: Rec): ListState {
	const layout = layoutOf(view);
	const filter = wordOf(view['filter']);
	const chips = Array.isArray(layout.chips) ? chipsFrom(layout.chips.map(String)) : [];
	const text = wordOf(layout.text);
	// The filter counts; chips are how it was put together, unless somebody changed it elsewhere since.
	const fits = wholeExpression(chips, text, object) === filter;
	const columns = Array.isArray(view['columns']) ? view['columns'].map(String) : null;
	return {
		view: view.id,
		chips: fits ? chips : [],
		text: fits ? text : filter,
		sort: wordOf(view['sort']),
		columns: columnsOf(object, columns),
		group: wordOf(layout.group),
		show: layout.show === 'board' ? 'board' : 'table',
		by: wordOf(layout.by),
		trashed: false
	};
}

/** The widths of columns that a view was saved with. */
export function widthsOfView(view: Rec | undefined): Record<string, number> {
	const { widths } = view ? layoutOf(view) : {};
	return typeof widths === 'object' && widths !== null ? widths : {};
}

export function addressOf(state: ListState): string {
	const params = new URLSearchParams();
	const put = (name: string, value: string) => value && params.append(name, value);
	put('view', state.view ?? '');
	for (const chip of state.chips) params.append('f', chipText(chip));
	put('filter', state.text);
	put('sort', state.sort);
	put('cols', state.columns.join(','));
	put('group', state.group);
	put('show', state.show === 'table' ? '' : state.show);
	put('by', state.by);
	put('trash', state.trashed ? 'only' : '');
	return `?${params}`;
}

/** The values of a saved view that shows this. */
export function valuesOf(object: ObjectDef, state: ListState, widths: Record<string, number>) {
	const layout: Layout = {
		show: state.show,
		by: state.by,
		group: state.group,
		chips: state.chips.map(chipText),
		text: state.text,
		widths
	};
	return {
		object: object.key,
		filter: wholeExpression(state.chips, state.text, object) || null,
		sort: state.sort || null,
		columns: state.columns,
		layout
	};
}

/** Whether somebody changed what the view shows. */
export function differs(object: ObjectDef, state: ListState, view: Rec): boolean {
	const saved = viewState(object, view);
	return addressOf({ ...state, view: view.id, trashed: false }) !== addressOf(saved);
}
