import { type ComponentChild, h } from 'preact';
import { countOf, safeText } from '../../text/plain-text.ts';

/** Something to be said of some cases. */
export interface Remark {
  readonly sign: string;
  /** How it looks: `silent` for what is for the worse. */
  readonly look: 'silent' | 'quiet';
  readonly text: string;
  readonly cases: readonly NamedCase[];
}

/** A case that can be linked to. */
interface NamedCase {
  readonly slug: string;
  readonly name: string;
}

/** What asks for attention, each with the cases it is about, then what else is to be said; nothing of none. */
export function attentionSection(remarks: readonly Remark[], lines: readonly string[]): ComponentChild[] {
  const told = remarks.filter(({ cases }) => cases.length > 0);
  if (told.length + lines.length === 0) return [];
  const items = [...told.map(remarkItem), ...lines.map((text) => item('i', 'aside', [sentence(safeText(text))]))];
  return [
    h('section', { class: 'attention', 'aria-labelledby': 'attention-title' }, [
      h('h2', { id: 'attention-title' }, told.length > 0 ? 'What needs your attention' : 'Also known'),
      h('ul', null, items),
    ]),
  ];
}

/** How many cases are linked before the rest is left to the filter. */
const CASES_TOLD = 8;

function remarkItem({ sign, look, text, cases }: Remark): ComponentChild {
  const more = cases.length - CASES_TOLD;
  const links = cases
    .slice(0, CASES_TOLD)
    .flatMap(({ slug, name }, index) => [index === 0 ? '' : ', ', h('a', { href: `#case-${slug}` }, safeText(name))]);
  const rest = more > 0 ? [` and ${countOf(more, 'more case')}`] : [];
  return item(sign, look, [`${sentence(text)}: `, ...links, ...rest]);
}

function item(sign: string, look: string, text: readonly ComponentChild[]): ComponentChild {
  return h('li', { class: look }, [h('span', { class: 'sign', 'aria-hidden': 'true' }, sign), h('span', null, text)]);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
