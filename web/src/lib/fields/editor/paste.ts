// What other programs put on the clipboard, brought down to what a text here is made of: the paragraphs, lists and
// emphasis of Word, Google Docs and web pages without their styles, comments, trackers and foreign images.
import { DEPTH, DROPPED, escaped, isOwnFile, isSafeLink, parsed } from '../rich';

const KEPT = new Set(
	'p br strong em u s del ins mark sub sup a ul ol li code pre blockquote h1 h2 h3 h4 table thead tbody tr td th hr'.split(
		' '
	)
);
const ALIKE: Record<string, string> = {
	b: 'strong',
	i: 'em',
	strike: 's',
	h5: 'h4',
	h6: 'h4',
	tt: 'code',
	kbd: 'code',
	samp: 'code'
};
const BLOCKS = new Set(
	'div section article main header footer aside nav center figure figcaption address form fieldset dl dt dd details summary'.split(
		' '
	)
);
const EMPTY = new Set(['br', 'hr']);

/** HTML of the clipboard as HTML of the editor. */
export function cleaned(html: string): string {
	const body = parsed(unstyled(html));
	if (/mso-|urn:schemas-microsoft-com/.test(html)) office(body);
	return inside(body, 0);
}

/** Even where nothing is drawn or run the policy of the page complains about styles, handlers and bases: other names. */
function unstyled(html: string): string {
	return html
		.replace(/<(\/?)style\b/gi, '<$1script')
		.replace(/<base\b/gi, '<x-base')
		.replace(/<[a-z](?:=\s*"[^"]*"|=\s*'[^']*'|[^>])*>?/gi, (tag) =>
			tag.replace(/([\s/"'])(style|on\w+)(?=[\s=/>])/gi, '$1data-$2')
		);
}

function styleOf(element: Element): string {
	return element.getAttribute('data-style') ?? '';
}

function inside(node: Node, depth: number): string {
	if (depth > DEPTH) return escaped(node.textContent ?? '');
	return [...node.childNodes].map((child) => shown(child, depth)).join('');
}

function shown(node: Node, depth: number): string {
	if (node instanceof Text) return escaped(node.data);
	if (!(node instanceof Element) || DROPPED.has(node.localName)) return '';
	const style = styleOf(node);
	if (/display:\s*none|mso-hide:\s*all/i.test(style)) return '';
	if (node.localName === 'img') {
		const src = node.getAttribute('src') ?? '';
		return isOwnFile(src) ? `<img src="${src}" alt="${escaped(node.getAttribute('alt') ?? '')}">` : '';
	}
	const tag = ALIKE[node.localName] ?? node.localName;
	if (EMPTY.has(tag)) return `<${tag}>`;
	const text = emphasised(inside(node, depth + 1), tag, style);
	// Google Docs wraps all that was copied in an element that is bold and says it isn't.
	if (tag === 'strong' && /(^|;)\s*font-weight:\s*(normal|[1-4]00)/i.test(style)) return text;
	if (tag === 'span' && node.hasAttribute('data-mention'))
		return `<span data-mention="${escaped(node.getAttribute('data-mention') ?? '')}">${text}</span>`;
	if (BLOCKS.has(tag)) return `<div>${text}</div>`;
	return KEPT.has(tag) ? `<${tag}${attributes(node, tag)}>${text}</${tag}>` : text;
}

function attributes(element: Element, tag: string): string {
	// How the editor itself marks what was cut out of the middle of a text.
	let list = attribute(element, 'data-pm-slice', /^[\d -]+[\w",:[\]{} -]*$/);
	if (tag === 'a' && isSafeLink(element.getAttribute('href') ?? '')) list += attribute(element, 'href', /./);
	if (tag === 'ol') list += attribute(element, 'start', /^\d{1,4}$/);
	if (tag === 'td' || tag === 'th')
		list += attribute(element, 'colspan', /^\d{1,3}$/) + attribute(element, 'rowspan', /^\d{1,3}$/);
	return list;
}

function attribute(element: Element, name: string, form: RegExp): string {
	const value = element.getAttribute(name) ?? '';
	return form.test(value) ? ` ${name}="${escaped(value)}"` : '';
}

/** Emphasis that is said by style alone. */
function emphasised(text: string, tag: string, style: string): string {
	if (!text.trim() || !['span', 'font', 'a'].includes(tag)) return text;
	let result = text;
	if (/(^|;)\s*font-weight:\s*(bold|[6-9]00)/i.test(style)) result = `<strong>${result}</strong>`;
	if (/(^|;)\s*font-style:\s*italic/i.test(style)) result = `<em>${result}</em>`;
	if (/text-decoration[^;]*line-through/i.test(style)) result = `<s>${result}</s>`;
	return result;
}

/** Word writes lists as paragraphs with a painted bullet, and distance as paragraphs without words. */
function office(body: HTMLElement) {
	let open: { list: Element; level: number }[] = [];
	let last: Element | null = null;
	for (const paragraph of body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')) {
		const style = styleOf(paragraph);
		const level = Number(/mso-list:[^;]*level(\d)/i.exec(style)?.[1] ?? 0);
		const bullets = [...paragraph.querySelectorAll('span')].filter((span) =>
			/mso-list:\s*ignore/i.test(styleOf(span))
		);
		const bullet = bullets[0]?.textContent?.trim() ?? '';
		for (const painted of bullets) painted.remove();
		if (!level) {
			if (!paragraph.textContent?.trim() && !paragraph.querySelector('img')) paragraph.remove();
			continue;
		}
		// A list goes on only where nothing stands between.
		if (paragraph.previousElementSibling !== last) open = [];
		while (open.length > 0 && (open.at(-1)?.level ?? 0) > level) open.pop();
		let current = open.at(-1);
		if (!current || current.level < level) {
			const list = body.ownerDocument.createElement(/^[\da-z]{1,3}[.)]/i.test(bullet) ? 'ol' : 'ul');
			if (current) (current.list.lastElementChild ?? current.list).append(list);
			else paragraph.before(list);
			current = { list, level };
			open.push(current);
		}
		const item = body.ownerDocument.createElement('li');
		item.append(...paragraph.childNodes);
		current.list.append(item);
		last = open[0]?.list ?? null;
		paragraph.remove();
	}
}
