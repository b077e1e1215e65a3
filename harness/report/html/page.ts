import { createHash } from 'node:crypto';
import { type ComponentChild, h } from 'preact';
import { safeText } from '../plain-text.ts';
import { markup, rendered } from './elements.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { STYLE } from './style.ts';

/** What a page consists of. */
export interface Page {
  readonly title: string;
  readonly body: readonly ComponentChild[];
  readonly foot: string;
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

/** Writes a page that needs nothing besides itself. */
export function pageText({ title, body, foot, data }: Page): string {
  const page = h('html', { lang: 'en' }, [
    h('head', null, [
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', null, safeText(title)),
      // As it is, so that the hash is that of the text as written.
      h('style', markup([STYLE])),
    ]),
    h('body', null, [
      h('a', { class: 'skip', href: '#cases' }, 'Skip to the cases'),
      h('main', null, body),
      h('footer', null, safeText(foot)),
      h('script', { type: 'application/json', id: 'data', ...markup([harmless(data)]) }),
      h('script', markup([PAGE_SCRIPT])),
    ]),
  ]);
  return `<!doctype html>\n${rendered(page)}\n`;
}

/** JSON in which nothing can end the element that holds it. */
function harmless(json: string): string {
  return json.replaceAll('<', '\\u003c');
}
