// The list one came from, so that a record can lead to its neighbours and back.
export interface Walk {
	object: string;
	ids: string[];
	back: string;
}

const KEY = 'kontor.walk';

export function beginWalk(walk: Walk) {
	try {
		sessionStorage.setItem(KEY, JSON.stringify({ ...walk, ids: walk.ids.slice(0, 2000) }));
	} catch {
		// Then there are no neighbours.
	}
}

export function walkOf(object: string): Walk | null {
	try {
		const walk = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Walk | null;
		return walk?.object === object ? walk : null;
	} catch {
		return null;
	}
}
