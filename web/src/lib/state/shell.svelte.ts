// What the frame can be asked for from anywhere.
class Shell {
	palette = $state(false);
	help = $state(false);
	navigation = $state(false);
	/** Lets files be chosen for what this screen shows, if it takes any; then they can be dropped anywhere on it. */
	chooseFiles = $state.raw<(() => void) | null>(null);
	/** Key of the object of which a new record is being made. */
	creating = $state<string | null>(null);
	/** Values to begin the new record with. */
	beginning = $state.raw<Record<string, unknown>>({});

	/** A new record of what is being looked at. */
	createHere({ params, url }: { params: { object?: string }; url: URL }) {
		this.create(params.object ?? (url.pathname === '/tasks' ? 'task' : 'person'));
	}

	create(object: string, beginning: Record<string, unknown> = {}) {
		this.beginning = beginning;
		this.creating = object;
	}
}

export const shell = new Shell();
