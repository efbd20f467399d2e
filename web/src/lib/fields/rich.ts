// Rich text without ever handing it to the browser as HTML: it is read into a document that runs and fetches nothing,
// and only what stands in the list below is drawn, as elements of our own.

export interface Piece {
	/** Null for text; `img` and `mention` are those of the workspace. */
	tag: string | null;
	text: string;
	/** Of a link, and where an image comes from. */
	href?: string;
	/** How large a heading is; where it stands in the outline of the page is its tag. */
	size?: string;
	children: Piece[];
}

const KEPT = new Set(
	'p br strong b em i u s del ins mark sub sup a ul ol li code pre blockquote h1 h2 h3 h4 table thead tbody tr td th hr'.split(
		' '
	)
);
/** Not even their text is of use. */
export const DROPPED = new Set(
	'script style template noscript iframe object embed svg math title head textarea select'.split(' ')
);
export const DEPTH = 30;

/** What opens a page, a mail or a call; never what runs. */
export function isSafeLink(href: string): boolean {
	return /^(https?:|mailto:|tel:)/i.test(href);
}

/** Images come from the workspace's own files only. */
export function isOwnFile(src: string): boolean {
	return /^\/api\/v1\/files\/[0-9a-f-]{36}$/.test(src);
}

/** An address as people type it; null for what is none, and for what would run. */
export function linkOf(typed: string): string | null {
	const text = typed.trim();
	if (!text || /[\s\p{Cc}<>"]/u.test(text)) return null;
	if (isSafeLink(text)) return text.length > text.indexOf(':') + 1 ? text : null;
	if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/.test(text)) return `mailto:${text}`;
	if (/^\+?[\d()/-]{5,}$/.test(text)) return `tel:${text}`;
	// A port is no scheme.
	if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text)) return null;
	return /^[^/?#@:]+\.[^/?#@:]{2,}([/?#:]|$)/.test(text) ? `https://${text}` : null;
}

export function parsed(html: string): HTMLElement {
	return new DOMParser().parseFromString(html, 'text/html').body;
}

/** Headings stand below those of the page, beginning at `level`, and none skips a level on the way down. */
export function pieces(html: string, level = 3): Piece[] {
	return children(parsed(html), 0, { level, last: level - 1 });
}

interface Outline {
	level: number;
	last: number;
}

function children(node: Node, depth: number, outline: Outline): Piece[] {
	if (depth > DEPTH) return [{ tag: null, text: node.textContent ?? '', children: [] }];
	return [...node.childNodes].flatMap((child): Piece[] => {
		if (child instanceof Text) return [{ tag: null, text: child.data, children: [] }];
		if (!(child instanceof Element)) return [];
		const tag = child.localName;
		if (DROPPED.has(tag)) return [];
		if (tag === 'img') {
			const href = child.getAttribute('src') ?? '';
			return isOwnFile(href) ? [{ tag, text: child.getAttribute('alt') ?? '', href, children: [] }] : [];
		}
		const heading = /^h([1-4])$/.exec(tag);
		if (heading) outline.last = Math.min(outline.level - 1 + Number(heading[1]), outline.last + 1, 6);
		const inside = children(child, depth + 1, outline);
		if (tag === 'span' && child.hasAttribute('data-mention'))
			return [{ tag: 'mention', text: '', children: inside }];
		if (!KEPT.has(tag)) return inside;
		const piece: Piece = { tag, text: '', children: inside };
		if (heading) {
			piece.tag = `h${outline.last}`;
			piece.size = tag;
		}
		if (tag === 'a') {
			const href = child.getAttribute('href') ?? '';
			if (isSafeLink(href)) piece.href = href;
		}
		return [piece];
	});
}

/** The words of rich text, on one line. */
export function plainText(html: string): string {
	if (!/[<&]/.test(html)) return html;
	const body = parsed(html.replace(/<(\/p|br|\/li|\/h\d|\/td)/g, ' $&'));
	for (const hidden of body.querySelectorAll('script, style')) hidden.remove();
	return (body.textContent ?? '').replace(/\s+/g, ' ').trim();
}

export function escaped(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** What was typed as plain text, as rich text: an empty line begins a paragraph. */
export function fromPlain(text: string): string {
	const safe = escaped(text.trim());
	if (!safe) return '';
	return safe
		.split(/\n{2,}/)
		.map((paragraph) => `<p>${paragraph.replace(/\n/g, '<br>')}</p>`)
		.join('');
}

/** Rich text as plain text to edit: paragraphs and lines are kept. */
export function toPlain(html: string): string {
	const walk = (list: Piece[]): string =>
		list
			.map((piece) => {
				if (piece.tag === null) return piece.text;
				if (piece.tag === 'br') return '\n';
				const inside = walk(piece.children);
				return piece.tag === 'p' ? `${inside}\n\n` : inside;
			})
			.join('');
	return walk(pieces(html))
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** Whether editing it as plain text would lose nothing. */
export function isPlain(html: string): boolean {
	const walk = (list: Piece[]): boolean =>
		list.every(
			(piece) => (piece.tag === null || piece.tag === 'p' || piece.tag === 'br') && walk(piece.children)
		);
	return walk(pieces(html));
}

/** What a field of rich text is given. */
export interface RichProps {
	html: string;
	/** What was written, empty where that is nothing. */
	onchange: (html: string) => void;
	label: string;
	id?: string | undefined;
	placeholder?: string | undefined;
	invalid?: boolean;
	describedby?: string | undefined;
	autofocus?: boolean;
}
