// Rich text without ever handing it to the browser as HTML: it is read into a document that runs and fetches nothing,
// and only what stands in the list below is drawn, as elements of our own.

export interface Piece {
	/** Null for text. */
	tag: string | null;
	text: string;
	href?: string;
	children: Piece[];
}

const KEPT = new Set(
	'p br strong b em i u s a ul ol li code pre blockquote h1 h2 h3 h4 table thead tbody tr td th hr'.split(' ')
);
/** Not even their text is of use. */
const DROPPED = new Set(
	'script style template noscript iframe object embed svg math title head textarea select'.split(' ')
);
const DEPTH = 30;

export function pieces(html: string): Piece[] {
	const document = new DOMParser().parseFromString(html, 'text/html');
	return children(document.body, 0);
}

function children(node: Node, depth: number): Piece[] {
	if (depth > DEPTH) return [{ tag: null, text: node.textContent ?? '', children: [] }];
	return [...node.childNodes].flatMap((child): Piece[] => {
		if (child instanceof Text) return [{ tag: null, text: child.data, children: [] }];
		if (!(child instanceof Element)) return [];
		const tag = child.localName;
		if (DROPPED.has(tag)) return [];
		const inside = children(child, depth + 1);
		if (!KEPT.has(tag)) return inside;
		const piece: Piece = { tag: /^h[1-4]$/.test(tag) ? 'strong' : tag, text: '', children: inside };
		if (tag === 'a') {
			const href = child.getAttribute('href') ?? '';
			if (/^(https?:|mailto:|tel:)/i.test(href)) piece.href = href;
		}
		return [piece];
	});
}

/** The words of rich text, on one line. */
export function plainText(html: string): string {
	if (!/[<&]/.test(html)) return html;
	const document = new DOMParser().parseFromString(
		html.replace(/<(\/p|br|\/li|\/h\d|\/td)/g, ' $&'),
		'text/html'
	);
	for (const hidden of document.querySelectorAll('script, style')) hidden.remove();
	return (document.body.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** What was typed as plain text, as rich text: an empty line begins a paragraph. */
export function fromPlain(text: string): string {
	const escaped = text.trim().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
	if (!escaped) return '';
	return escaped
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
				if (piece.tag === 'li') return `- ${inside}\n`;
				return ['p', 'blockquote', 'pre', 'ul', 'ol', 'tr'].includes(piece.tag) ? `${inside}\n\n` : inside;
			})
			.join('');
	return walk(pieces(html))
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** Whether editing it as plain text would lose something. */
export function isPlain(html: string): boolean {
	const walk = (list: Piece[]): boolean =>
		list.every(
			(piece) => (piece.tag === null || piece.tag === 'p' || piece.tag === 'br') && walk(piece.children)
		);
	return walk(pieces(html));
}
