// Who begins to edit types at once. The browser's own autofocus leaves the keyboard where it is, if anything has it.

/** For a form that appears: its first control has the keyboard. */
export function takesKeyboard(form: HTMLFormElement) {
	form.querySelector<HTMLElement>('input, select, textarea, [contenteditable]')?.focus();
}
