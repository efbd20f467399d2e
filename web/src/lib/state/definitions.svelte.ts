// What the workspace consists of: every screen is drawn from these, so that an object made a minute ago has them all.
import { get } from '../api/client';
import type { Field, ObjectDef, Page, Rec } from '../api/types';
import { say } from '../i18n';

/** Fields of the envelope that say little to people. */
const HIDDEN = new Set(['id', 'version', 'external_ids']);

class Definitions {
	objects = $state.raw<ObjectDef[]>([]);
	/** Stages of pipelines by their id: fields with `stages_from` take their options there. */
	pipelines = $state.raw<Rec[]>([]);

	async load() {
		const [objects, pipelines] = await Promise.all([
			get<Page<ObjectDef>>('/objects'),
			get<Page>('/records/{object}', { params: { object: 'pipeline' }, query: { limit: 200 } }).catch(
				() => null
			)
		]);
		this.objects = objects.data;
		this.pipelines = pipelines?.data ?? [];
	}

	get(key: string): ObjectDef | undefined {
		return this.objects.find((object) => object.key === key);
	}

	name(key: string): string {
		return say(this.get(key)?.labels) || key;
	}

	plural(key: string): string {
		return say(this.get(key)?.plural) || key;
	}
}

export const definitions = new Definitions();

export function fieldOf(object: ObjectDef, key: string): Field | undefined {
	// A pipeline or a view may name it by a key it had before.
	const named = (field: Field) => field.key === key || field.former_keys?.includes(key);
	return object.fields.find(named);
}

/** Fields that people see, those of the object before those of every record. */
export function shownFields(object: ObjectDef): Field[] {
	const fields = object.fields.filter((field) => !HIDDEN.has(field.key));
	return [...fields.filter((field) => !field.system), ...fields.filter((field) => field.system)];
}

/** What a list shows to those who chose nothing: what weighs most for completeness, then what can be sorted quickly. */
export function firstColumns(object: ObjectDef): string[] {
	const named = new Set(object.label[0] ?? []);
	const weights = new Map(object.completeness ?? []);
	const weight = (field: Field) => {
		const given = weights.get(field.key) ?? 0;
		return given >= 2 ? given : field.required || field.indexed ? 1.5 : given;
	};
	const own = object.fields.filter(
		(field) =>
			!field.system && !named.has(field.key) && !['json', 'rich_text', 'long_text'].includes(field.type)
	);
	// A stable sort: among equals the order of the definition holds.
	own.sort((a, b) => weight(b) - weight(a));
	const columns = own.slice(0, 5).map((field) => field.key);
	return [...columns, 'tags', 'owner', 'updated_at'].filter((key) => fieldOf(object, key));
}
