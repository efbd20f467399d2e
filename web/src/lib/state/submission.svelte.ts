// A form on its way to the server: never twice at once, what is wrong with which field, the cursor in the first of them.
import { Problem } from '../api/client';
import { focusFirstWrong } from './code';
import { toasts } from './toasts.svelte';

export class Submission {
	busy = $state(false);
	problem = $state<Problem | null>(null);

	/** What is wrong with a field. */
	at = (field: string) => this.problem?.at(field);

	/** Sends it; what is wrong with no field in particular is said beside the form. */
	async run(event: SubmitEvent, act: () => Promise<unknown>) {
		event.preventDefault();
		if (this.busy) return;
		const form = event.currentTarget as HTMLFormElement;
		this.busy = true;
		this.problem = null;
		try {
			await act();
		} catch (error) {
			if (error instanceof Problem && error.errors.length > 0) {
				this.problem = error;
				focusFirstWrong(form);
			} else {
				toasts.failed(error);
			}
		} finally {
			this.busy = false;
		}
	}
}
