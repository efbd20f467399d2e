// What a text can be made of: what the server keeps, and nothing else. Elements that the tools don't offer (tables,
// raised and lowered text) are known all the same, so that a text that has them loses none by being edited.
import { Mark, mergeAttributes, Node, type AnyExtension, type Attribute } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
import { isOwnFile, isSafeLink } from '../rich';

const kit = StarterKit.configure({
	heading: { levels: [1, 2, 3, 4] },
	trailingNode: false,
	dropcursor: { class: 'drop', color: false },
	link: {
		openOnClick: false,
		defaultProtocol: 'https',
		isAllowedUri: isSafeLink,
		HTMLAttributes: { target: null, rel: null }
	}
});

/** Somebody of the workspace: the server stores his id, and what he was called. */
const mention = Node.create({
	name: 'mention',
	group: 'inline',
	inline: true,
	atom: true,
	selectable: false,
	addAttributes: () => ({
		id: { default: null, parseHTML: (element) => element.getAttribute('data-mention') },
		label: { default: '', parseHTML: (element) => (element.textContent ?? '').replace(/^@/, '') }
	}),
	parseHTML: () => [{ tag: 'span[data-mention]' }],
	renderHTML: ({ node }) => ['span', { 'data-mention': node.attrs['id'] }, `@${node.attrs['label']}`],
	renderText: ({ node }) => `@${node.attrs['label']}`
});

const image = Node.create({
	name: 'image',
	group: 'inline',
	inline: true,
	draggable: true,
	addAttributes: () => ({ src: { default: null }, alt: { default: '' } }),
	parseHTML: () => [
		{ tag: 'img[src]', getAttrs: (element) => isOwnFile(element.getAttribute('src') ?? '') && null }
	],
	renderHTML: ({ HTMLAttributes }) => ['img', mergeAttributes(HTMLAttributes)],
	renderText: ({ node }) => String(node.attrs['alt'])
});

const spans: Record<string, Attribute> = { colspan: { default: null }, rowspan: { default: null } };

function cell(name: string, tag: string) {
	return Node.create({
		name,
		content: 'block+',
		isolating: true,
		addAttributes: () => spans,
		parseHTML: () => [{ tag }],
		renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0]
	});
}

const table = [
	Node.create({
		name: 'table',
		group: 'block',
		content: 'row+',
		isolating: true,
		parseHTML: () => [{ tag: 'table' }],
		renderHTML: () => ['table', ['tbody', 0]]
	}),
	Node.create({
		name: 'row',
		content: '(cell | heading_cell)+',
		parseHTML: () => [{ tag: 'tr' }],
		renderHTML: () => ['tr', 0]
	}),
	cell('cell', 'td'),
	cell('heading_cell', 'th')
];

function simple(name: string, tag: string) {
	return Mark.create({ name, parseHTML: () => [{ tag }], renderHTML: () => [tag, 0] });
}

export const schema: AnyExtension[] = [
	kit,
	mention,
	image,
	...table,
	simple('raised', 'sup'),
	simple('lowered', 'sub'),
	simple('marked', 'mark'),
	simple('inserted', 'ins')
];
