import { isSameBuilder } from '../record/same-builder.ts';
import { countOf, safeText } from '../text/plain-text.ts';
import { listText } from '../text/set-text.ts';
import { configurationChangeText } from './case-comparison-text.ts';
import { type CaseComparison, type ComparedFindings, casesNotComparable, differs } from './compare-cases.ts';
import type { Comparison } from './compare-records.ts';
import { LOSS_KINDS, RELATION_KINDS } from './compared-kinds.ts';

/** What changed, and what to do about it, in a few lines. */
export function headlineLines({ before, after, cases }: Comparison): string[] {
  if (cases.length === 0) return ['No case to compare.'];
  const total = countOf(cases.length, 'case');
  const line = (beginning: string, holds: (one: ComparedFindings) => boolean): string[] => {
    const found = cases.filter((one) => one.kind === 'compared' && holds(one));
    return found.length === 0 ? [] : [`${beginning} ${found.length} of ${total}: ${firstIds(found)}.`];
  };
  const compared = cases.filter(({ kind }) => kind === 'compared');
  const open = cases.filter(({ kind }) => kind !== 'compared');
  const sameBuilder = isSameBuilder(before.builder, after.builder);
  return [
    ...configurationLines(cases, sameBuilder),
    ...Object.entries(RELATION_KINDS).flatMap(([relation, { words }]) =>
      line(`B ${words} in`, ({ faithful }) => faithful.relation === relation),
    ),
    ...line('With the sets that A needs, B reports success but SILENTLY builds a different image in', losesSilently),
    ...line('Only the sets for exit code 0 changed in', ({ faithful, exitZero }) => {
      return faithful.relation === 'unchanged' && exitZero !== null && exitZero.relation !== 'unchanged';
    }),
    ...Object.entries(LOSS_KINDS).flatMap(([kind, { headline }]) =>
      line(headline, ({ losses }) => losses.some((loss) => loss.kind === kind)),
    ),
    ...line('B builds a different image even with everything granted in', ({ image }) => image.kind === 'differs'),
    ...(compared.length > 0 && !cases.some(differs) ? [`No difference in ${countOf(compared.length, 'case')}.`] : []),
    ...(open.length > 0 ? [`No comparison in ${open.length} of ${total}: ${firstIds(open)}.`] : []),
    ...setsAnywayLines(cases),
    ...adviceLines(cases, sameBuilder),
  ];
}

/** What is known of the sets of cases that are not the same question on both sides. */
function setsAnywayLines(cases: readonly CaseComparison[]): string[] {
  const { same, other } = casesNotComparable(cases);
  const line = (found: readonly CaseComparison[], what: string, reason = ''): string[] =>
    found.length === 0 ? [] : [`  In ${found.length} of these the sets are ${what}: ${firstIds(found)}.${reason}`];
  return [...line(other, 'not the same', ' Any of the facts below may be the reason.'), ...line(same, 'the same')];
}

/** How the sides are configured: it is said first, as it may be the reason of all that follows. */
function configurationLines(cases: readonly CaseComparison[], sameBuilder: boolean): string[] {
  const groups = new Map<string, ComparedFindings[]>();
  for (const one of cases) {
    if (one.kind !== 'compared' || one.configuration === null) continue;
    const text = configurationChangeText(one.configuration);
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  if (groups.size === 0) return [];
  const reason = sameBuilder
    ? 'The builder is the same, so a change in these cases comes from the configuration.'
    : 'The builder differs too, so a change in these cases may come from either.';
  const total = countOf(cases.length, 'case');
  const told = [...groups].map(
    ([text, group]) => `The configuration differs in ${group.length} of ${total} (${text}): ${firstIds(group)}.`,
  );
  return [...told, reason];
}

/** How many cases the headline names before it counts the rest, which are told below. */
const CASES_NAMED = 8;

function firstIds(cases: readonly CaseComparison[]): string {
  const more = cases.length - CASES_NAMED;
  if (more <= 1) return listIds(cases);
  const named = cases.slice(0, CASES_NAMED).map(({ id }) => safeText(id));
  return listText([...named, `${more} more`]);
}

/** The ids of cases as a person lists them. */
export function listIds(cases: readonly CaseComparison[]): string {
  return listText(cases.map(({ id }) => safeText(id)));
}

/** Whether the set that served before still gives exit code 0, but another image. */
function losesSilently({ faithful }: ComparedFindings): boolean {
  return faithful.witnesses.some(({ serves, silent }) => serves === 'before' && silent === true);
}

function adviceLines(cases: readonly CaseComparison[], sameBuilder: boolean): string[] {
  const found = cases.filter((one) => one.kind === 'compared');
  // What has to be done for the worst of them does for the others as well.
  const [worst] = found
    .flatMap(({ faithful: { relation }, configuration }) => {
      if (relation === 'unchanged') return [];
      const { rank, advice, adviceOnConfiguration = advice } = RELATION_KINDS[relation];
      return [{ rank, advice: sameBuilder && configuration !== null ? adviceOnConfiguration : advice }];
    })
    .toSorted((a, b) => a.rank - b.rank);
  const advice = [
    ...(worst === undefined ? [] : [worst.advice]),
    ...(found.some(({ image }) => image.kind === 'differs')
      ? ['look at the differences of the images (below). No capability set brings the image of A back']
      : []),
  ];
  return advice.map((text) => `To do: ${text}.`);
}
