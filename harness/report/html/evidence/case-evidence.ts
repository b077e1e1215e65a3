import { type ComponentChild, h } from 'preact';
import { EMPTY_SET, namesOf, union } from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import { servingSetText } from '../../../text/set-text.ts';
import type { CaseView } from '../case-view.ts';
import { sideMark } from '../elements.ts';
import { citedSet } from './evidence-pair.ts';
import { evidenceTable } from './evidence-table.ts';
import { lossEvidence, lossId } from './loss-evidence.ts';

/** The evidence of a case: the trials of the sets that serve, then what each loss does. */
export function caseEvidence(view: CaseView): ComponentChild[] {
  const lost = [...new Set(view.one.losses.map(({ capability }) => capability))];
  const known = namesOf(setOfNames(lost));
  const ordered = [...known, ...lost.filter((name) => !known.includes(name))];
  return [
    ...(view.minimal.length === 0 ? [] : [serving(view)]),
    ...ordered.map((capability) => lossEvidence(view, capability)),
  ];
}

/** The id of the evidence of a cell: the loss where there is one, else the trials that served without the capability. */
export function evidenceId(view: CaseView, capability: string): string | undefined {
  if (view.one.losses.some((loss) => loss.capability === capability)) return lossId(view, capability);
  return view.one.universe.includes(capability) && view.minimal.length > 0 ? servesId(view) : undefined;
}

function servesId({ slug }: CaseView): string {
  return `serves-${slug}`;
}

/** The proof that whatever is not among these is not needed. */
function serving(view: CaseView): ComponentChild {
  const { complete } = view.one.faithful;
  const columns = view.minimal.map((set) => ({
    heading: complete ? 'minimal set' : 'set that works',
    tried: citedSet(view, set),
    verdict: 'same image',
    isGood: true,
    missing: undefined,
  }));
  const names = view.minimal.map((set) => servingSetText(set, view.universe)).join(' or ');
  const isEverything = view.minimal.reduce(union, EMPTY_SET) === view.universe;
  const areTried = columns.every(({ tried }, index) => tried.set === view.minimal[index]);
  const withheld = areTried
    ? 'Everything else was withheld, and the image is the same.'
    : 'Everything else was withheld, or the kernel was not asked about it, and the image is the same.';
  return h('section', { class: 'loss', id: servesId(view) }, [
    h('h4', null, [...sideMark(view), `With ${names}: the same image`]),
    ...(isEverything ? [] : [h('p', { class: 'soft' }, withheld)]),
    evidenceTable(`Trials of the ${complete ? 'minimal sets' : 'sets that work'}`, columns, view.universe),
  ]);
}
