import { createHash } from 'node:crypto';
import { type ComponentChild, Fragment, h, type VNode } from 'preact';
import { safeText } from '../../text/plain-text.ts';
import { markup, rendered } from './elements.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { STYLE } from './style.ts';

/** What a page consists of. */
export interface Page {
  readonly title: string;
  /** What stands above the cases. */
  readonly body: readonly ComponentChild[];
  /** Each case in full, as markup. */
  readonly list: readonly string[];
  readonly foot: readonly ComponentChild[];
  /** What the script shows on demand, as JSON. */
  readonly data: string;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded; the one style and the one script are those that are in the page. */
const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(PAGE_SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Writes a page that needs nothing besides itself. It is put together once, at the end: each copy of it would take the memory. */
export function pageText({ title, body, list, foot, data }: Page): string {
  return [
    '<!doctype html>\n<html lang="en">',
    rendered(headOf(title)),
    '<body>',
    rendered(h('a', { class: 'skip', href: '#cases' }, 'Skip to the cases')),
    '<main>',
    rendered(h(Fragment, null, body)),
    '<section id="cases" aria-labelledby="cases-title"><h2 id="cases-title" tabindex="-1">Each case</h2><div class="list">',
    ...list,
    '</div></section></main>',
    rendered(h('footer', null, [...foot])),
    rendered(h('script', { type: 'application/json', id: 'data', ...markup([harmless(data)]) })),
    rendered(h('script', markup([PAGE_SCRIPT]))),
    '</body></html>\n',
  ].join('');
}

function headOf(title: string): VNode<object> {
  return h('head', null, [
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('title', null, safeText(title)),
    // As it is, so that the hash is that of the text as written.
    h('style', markup([STYLE])),
  ]);
}

/** JSON in which nothing can end the element that holds it. */
function harmless(json: string): string {
  return json.replaceAll('<', '\\u003c');
}
