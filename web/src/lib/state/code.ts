// One-time codes stand behind the # of a link, so that they reach no server log.

/** Takes the code out of the address, so that neither history nor a screenshot keeps it. */
export function takeCode(): string {
	const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
	if (code) history.replaceState(history.state, '', location.pathname);
	return code;
}

/** Puts the cursor into the first field that something is wrong with. */
export function focusFirstWrong(form: HTMLElement | undefined) {
	requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
