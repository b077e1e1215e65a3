import { type ComponentChild, h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { safeText } from '../../text/plain-text.ts';

/** The names of a set, each as one that a line break does not cut; `nothing` for the empty set. */
function setNames(names: readonly string[]): ComponentChild {
  if (names.length === 0) return h('span', { class: 'set' }, 'nothing');
  return h(
    'span',
    { class: 'set' },
    names.flatMap((name, index) => [index === 0 ? '' : ' ', capabilityName(name)]),
  );
}

/** A capability as the page writes it. */
export function capabilityName(name: string): ComponentChild {
  return h('code', { class: 'cap' }, safeText(name));
}

/** Alternatives: sets with `or` between them. */
export function alternatives(sets: readonly (readonly string[])[]): ComponentChild[] {
  if (sets.length === 0) return ['no set that was in play'];
  return sets.flatMap((set, index) => [index === 0 ? '' : h('span', { class: 'or' }, ' or '), setNames(set)]);
}

/** Names and what they stand for; an entry without a text is left out. */
export function facts(entries: readonly (readonly [name: ComponentChild, text: ComponentChild])[]): ComponentChild {
  const told = entries.filter(([, text]) => text !== null && text !== '');
  return h(
    'dl',
    { class: 'facts' },
    told.map(([name, text]) => h('div', null, [h('dt', null, name), h('dd', null, text)])),
  );
}

/** A sign that is seen, with a word that is read out in its place. */
export function sign(symbol: string, word: string): ComponentChild[] {
  return [h('span', { class: 'sign', 'aria-hidden': 'true' }, symbol), h('span', { class: 'said' }, word)];
}

/** Says from which of two records something is; nothing where there is but one. */
export function sideMark({ side }: { readonly side: string }): ComponentChild[] {
  return side === '' ? [] : [h('span', { class: 'side' }, side), ' '];
}

/** Lines of a text report, each made safe, as a list; nothing of none. */
export function lineList(lines: readonly string[]): ComponentChild[] {
  if (lines.length === 0) return [];
  const items = lines.map((line) => h('li', null, safeText(line.trim())));
  return [h('ul', { class: 'remarks' }, items)];
}

/** An element as markup. A page of many cases is rendered piece by piece: all its elements together would take the memory. */
export function rendered<P>(element: VNode<P>): string {
  const text = renderToString(element);
  // It is a chain of thousands of pieces until somebody looks into it; the whole of it takes a fraction of the memory.
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

/** Gives an element pieces of markup as its content. */
export function markup(pieces: readonly string[]): { readonly dangerouslySetInnerHTML: { readonly __html: string } } {
  return { dangerouslySetInnerHTML: { __html: pieces.join('') } };
}

/**
 * What a reader without a script sees at once, and the script brings in when somebody asks for it: a browser that runs the
 * script reads it as one text, so that a page of hundreds of cases opens quickly.
 */
export function unfolded(content: readonly ComponentChild[]): ComponentChild {
  return h('noscript', null, content);
}
