// What people type, as the wire wants it. Numbers come with the comma or the point of their language.

/** `1.234,50` and `1,234.50` and `1234.5` as `1234.50`; null when it is no number. */
export function parseNumber(text: string, language: 'en' | 'de'): string | null {
	const bare = text.replace(/[\s\u00a0\u202f'’]/g, '');
	const decimal = language === 'de' ? ',' : '.';
	const group = language === 'de' ? '.' : ',';
	let plain: string;
	if (bare.includes(decimal)) {
		plain = bare.split(group).join('').replace(decimal, '.');
	} else if (new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+$`).test(bare)) {
		plain = bare.split(group).join('');
	} else {
		plain = bare.replace(group, '.');
	}
	return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? plain.replace(/^\+/, '').replace(/\.$/, '') : null;
}

/** `1:30`, `1h30`, `90`, `45 min` as seconds; null when it is no duration. */
export function parseDuration(text: string): number | null {
	const bare = text.trim().toLowerCase().replace(/\s+/g, '');
	let match = /^(\d+):(\d{1,2})$/.exec(bare);
	if (match) return Number(match[1]) * 3600 + Number(match[2]) * 60;
	match = /^(?:(\d+(?:[.,]\d+)?)h(?:ours?)?|)(?:(\d+)(?:m(?:in)?)?)?$/.exec(bare);
	if (!match || (!match[1] && !match[2])) return null;
	return Math.round(Number((match[1] ?? '0').replace(',', '.')) * 3600) + Number(match[2] ?? 0) * 60;
}
