// Shows openapi.json readably. Text from the document is only ever put in as text, never as markup.
'use strict';

const GERMAN = navigator.language.startsWith('de');
const WORDS = {
  'Parameters': 'Parameter', 'Body': 'Inhalt', 'Answers': 'Antworten', 'Example': 'Beispiel', 'Search': 'Suche',
  'required': 'erforderlich', 'one of': 'eines von', 'list of': 'Liste von', 'no content': 'kein Inhalt',
  'no sign-in needed': 'ohne Anmeldung', 'Name': 'Name', 'In': 'In', 'Type': 'Typ', 'Meaning': 'Bedeutung',
  'or': 'oder', 'default': 'Vorgabe', 'Other': 'Weitere', 'any': 'beliebig', 'Skip to content': 'Zum Inhalt',
  'The document can\'t be read.': 'Das Dokument ist nicht lesbar.',
};
const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
const DEEPEST = 6;
let spec = {};

const say = (word) => (GERMAN && WORDS[word]) || word;

// An element with attributes and children; children are nodes or text.
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
  return node;
}

// Text in which `code` is shown as code.
function prose(text) {
  return (text || '').split('`').map((part, n) => (n % 2 ? el('code', {}, part) : part));
}

function resolve(value) {
  for (let step = 0; value && value.$ref && step < 10; step++) {
    let target = spec;
    for (const part of value.$ref.slice(2).split('/')) {
      target = target && target[part.replace(/~1/g, '/').replace(/~0/g, '~')];
    }
    value = { ...target, ...(value.description ? { description: value.description } : {}) };
  }
  return value || {};
}

const nameOf = (schema) => (schema && schema.$ref ? schema.$ref.split('/').pop() : '');
const choices = (schema) => schema.oneOf || schema.anyOf;

// A schema in one line.
function typeName(schema) {
  if (nameOf(schema)) return nameOf(schema);
  const value = schema || {};
  if (choices(value)) return choices(value).map(typeName).join(` ${say('or')} `);
  if (value.allOf) return value.allOf.map(typeName).join(' + ');
  if (value.enum) return `${say('one of')} ${value.enum.map((item) => JSON.stringify(item)).join(', ')}`;
  if (value.const !== undefined) return JSON.stringify(value.const);
  const types = [].concat(value.type || []);
  if (types.includes('array')) return `${say('list of')} ${typeName(value.items)}`;
  const name = types.join(` ${say('or')} `) || say('any');
  const bounds = [
    value.format,
    value.minimum !== undefined && `≥ ${value.minimum}`,
    value.maximum !== undefined && `≤ ${value.maximum}`,
    value.maxLength !== undefined && `≤ ${value.maxLength}`,
    value.default !== undefined && `${say('default')} ${JSON.stringify(value.default)}`,
  ].filter(Boolean);
  return bounds.length ? `${name} (${bounds.join(', ')})` : name;
}

// The members of a schema, nested ones folded away.
function members(schema, depth = 0) {
  const value = resolve(schema);
  if (depth > DEEPEST) return null;
  const parts = value.allOf || choices(value);
  if (parts) return parts.map((part) => members(part, depth + 1)).filter(Boolean);
  if (value.items) return members(value.items, depth);
  if (!value.properties) return null;
  const needed = value.required || [];
  return el('ul', { class: 'members' }, Object.entries(value.properties).map(([name, member]) => {
    const line = [
      el('code', {}, name), ' ', el('span', { class: 'dim' }, typeName(member)),
      needed.includes(name) ? ` ${say('required')}` : '', ' ', prose(resolve(member).description),
    ];
    const inner = members(member, depth + 1);
    const shown = inner && [].concat(inner).length > 0;
    return el('li', {}, shown ? el('details', {}, el('summary', {}, line), inner) : line);
  }));
}

// An example made from a schema, where the document has none.
function sample(schema, depth = 0) {
  const value = resolve(schema);
  if (value.example !== undefined) return value.example;
  if (value.examples && value.examples.length) return value.examples[0];
  if (value.default !== undefined) return value.default;
  if (value.enum) return value.enum[0];
  if (depth > DEEPEST) return null;
  if (value.allOf) return Object.assign({}, ...value.allOf.map((part) => sample(part, depth + 1)));
  if (choices(value)) {
    return sample(choices(value).find((part) => part.type !== 'null'), depth + 1);
  }
  switch ([].concat(value.type || [])[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(value.properties || {}).map(([name, member]) => [name, sample(member, depth + 1)]));
    case 'array': return [sample(value.items, depth + 1)];
    case 'integer': case 'number': return value.minimum || 0;
    case 'boolean': return true;
    case 'string': return value.format === 'uuid' ? '0195512c-8a10-7000-8000-000000000000' : 'text';
    default: return null;
  }
}

function content(map) {
  return Object.entries(map || {}).map(([kind, entry]) => {
    const media = resolve(entry);
    const examples = Object.entries(media.examples || {}).map(([name, item]) => [name, resolve(item).value]);
    if (media.example !== undefined) examples.push(['', media.example]);
    if (!examples.length && media.schema) examples.push(['', sample(media.schema)]);
    return el('div', {},
      el('p', {}, el('code', {}, kind), ' ', el('span', { class: 'dim' }, typeName(media.schema))),
      members(media.schema),
      examples.map(([name, value]) => el('details', {},
        el('summary', {}, `${say('Example')} ${name}`), el('pre', {}, JSON.stringify(value, null, 2)))));
  });
}

function parameters(list) {
  if (!list.length) return null;
  const head = ['Name', 'In', 'Type', 'Meaning'].map((word) => el('th', { scope: 'col' }, say(word)));
  return [el('h4', {}, say('Parameters')), el('table', {},
    el('thead', {}, el('tr', {}, head)),
    el('tbody', {}, list.map(resolve).map((parameter) => el('tr', {},
      el('td', {}, el('code', {}, parameter.name), parameter.required ? ` ${say('required')}` : ''),
      el('td', {}, parameter.in),
      el('td', {}, typeName(parameter.schema)),
      el('td', {}, prose(parameter.description),
        parameter.example === undefined ? '' : [' ', el('code', {}, String(parameter.example))])))))];
}

function answer([status, entry]) {
  const response = resolve(entry);
  const headers = Object.entries(response.headers || {}).map(([name]) => name).join(', ');
  return el('details', {},
    el('summary', {}, el('b', {}, status), ' ', prose(response.description)),
    headers && el('p', { class: 'dim' }, headers),
    response.content ? content(response.content) : el('p', { class: 'dim' }, say('no content')));
}

function operation({ path, method, id, shared, value }) {
  const body = value.requestBody && resolve(value.requestBody);
  const open = value.security && value.security.every((need) => Object.keys(need).length === 0);
  return el('article', { id },
    el('h3', {}, el('span', { class: 'method' }, method.toUpperCase()), path),
    el('p', {}, prose(value.summary), open ? el('span', { class: 'dim' }, ` (${say('no sign-in needed')})`) : ''),
    (value.description || '').split('\n\n').map((part) => el('p', {}, prose(part))),
    parameters(shared.concat(value.parameters || [])),
    body && [el('h4', {}, say('Body')), el('p', {}, prose(body.description)), content(body.content)],
    el('h4', {}, say('Answers')), Object.entries(value.responses || {}).map(answer));
}

// The operations by tag, in the order of the document.
function groups() {
  const found = new Map();
  for (const [path, item] of Object.entries(spec.paths || {})) {
    for (const method of METHODS.filter((name) => item[name])) {
      const value = item[method];
      const tag = (value.tags || [])[0] || say('Other');
      const id = value.operationId || `${method}-${path}`;
      if (!found.has(tag)) found.set(tag, []);
      found.get(tag).push({ path, method, id, shared: item.parameters || [], value });
    }
  }
  return found;
}

function show() {
  document.getElementById('about').append(`${spec.info.version} · `, ...prose(spec.info.description));
  const main = document.getElementById('operations');
  const contents = document.getElementById('contents');
  const entries = [];
  main.replaceChildren();
  for (const [tag, list] of groups()) {
    const section = el('section', {}, el('h2', {}, tag));
    const links = el('li', {}, el('b', {}, tag));
    for (const entry of list) {
      const article = operation(entry);
      const link = el('a', { href: `#${encodeURIComponent(entry.id)}` },
        `${entry.method.toUpperCase()} ${entry.path.replace(/^\/api\/v1/, '')}`);
      const words = `${entry.method} ${entry.path} ${entry.value.summary || ''} ${tag}`.toLowerCase();
      entries.push({ words, nodes: [article, link] });
      section.append(article);
      links.append(link);
    }
    entries.push({ words: list.map((entry) => `${entry.method} ${entry.path} ${entry.value.summary || ''} ${tag}`)
      .join(' ').toLowerCase(), nodes: [section, links] });
    main.append(section);
    contents.append(links);
  }
  document.getElementById('search').addEventListener('input', (event) => {
    const wanted = event.target.value.toLowerCase().split(/\s+/);
    for (const { words, nodes } of entries) {
      const hidden = !wanted.every((word) => words.includes(word));
      nodes.forEach((node) => { node.hidden = hidden; });
    }
  });
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
}

document.documentElement.lang = GERMAN ? 'de' : 'en';
document.querySelector('label').textContent = say('Search');
document.querySelector('.skip').textContent = say('Skip to content');
fetch('openapi.json')
  .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
  .then((found) => { spec = found; show(); })
  .catch(() => { document.getElementById('operations').textContent = say('The document can\'t be read.'); });
