// What the frame can be asked for from anywhere.
class Shell {
	palette = $state(false);
	help = $state(false);
	navigation = $state(false);
	/** This screen takes files that are dropped anywhere on it. */
	takesFiles = $state(false);
	/** Key of the object of which a new record is being made. */
	creating = $state<string | null>(null);
	/** Values to begin the new record with. */
	beginning = $state.raw<Record<string, unknown>>({});

	create(object: string, beginning: Record<string, unknown> = {}) {
		this.beginning = beginning;
		this.creating = object;
	}
}

export const shell = new Shell();
