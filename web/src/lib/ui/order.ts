// The order of things that a person may put into one of his own.

/** Things in the order of these keys; what is not among them follows as it stood. */
export function ordered<T extends { key: string }>(things: T[], order: string[]): T[] {
	const place = ({ key }: T) => {
		const at = order.indexOf(key);
		return at < 0 ? order.length : at;
	};
	return [...things].sort((a, b) => place(a) - place(b));
}

/** The keys after one of them went to the place of another. */
export function moved(keys: string[], key: string, to: number): string[] {
	const at = Math.max(0, Math.min(keys.length - 1, to));
	const rest = keys.filter((one) => one !== key);
	return keys.includes(key) ? [...rest.slice(0, at), key, ...rest.slice(at)] : keys;
}
