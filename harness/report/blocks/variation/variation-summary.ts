import type { CaseRecord } from '../../../record/record.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { VARIATION_NAMES, VARIATIONS } from '../../../variations/catalogue.ts';
import type { Variation } from '../../../vocabulary/variation.ts';
import { setsInline } from '../answer/answer-text.ts';

type Finding = CaseRecord['variations'][number];
type VerdictName = Finding['sets'][number]['verdict'];

/** In how many cases the minimal sets work under each variation, and what happens in the others; nothing where none was to be tried. */
export function variationSummary({ cases }: { readonly cases: readonly CaseRecord[] }): string[] {
  return VARIATION_NAMES.flatMap((variation) => {
    const asked = cases.flatMap((one) => {
      const finding = one.variations.find((each) => each.variation === variation);
      if (finding === undefined || (finding.sets.length === 0 && finding.notKnown === undefined)) return [];
      return [{ id: safeText(one.id), ...outcomeOf(finding) }];
    });
    return asked.length === 0 ? [] : [summaryLine(variation, asked)];
  });
}

/** What is to be said of a case: a silent loss is told apart, as nobody finds it out. */
type Kind =
  | 'works'
  | 'some-work'
  | 'some-known'
  | 'some-silent'
  | 'needs-others'
  | 'silent'
  | 'fails'
  | 'fails-not-known'
  | 'no-verdict'
  | 'not-known';

interface Outcome {
  readonly kind: Kind;
  /** What is needed under the variation where that is something else; otherwise empty. */
  readonly needs: string;
}

function summaryLine(variation: Variation, asked: readonly (Outcome & { readonly id: string })[]): string {
  const those = (kind: Kind): string[] => asked.filter((each) => each.kind === kind).map(({ id }) => id);
  const part = (what: string, ids: readonly string[]): string =>
    ids.length === 0 ? '' : `; ${what} ${ids.join(', ')}`;
  const { words } = VARIATIONS[variation];
  const unknown = those('not-known');
  const tried = asked.length - unknown.length;
  if (tried === 0) return `with ${words} it is not known whether the minimal sets work in ${unknown.join(', ')}`;
  return (
    `with ${words} the minimal sets also work for ${those('works').length} of ${countOf(tried, 'case')}` +
    part('only some minimal sets work, and others lose something silently, in', those('some-silent')) +
    part('only some minimal sets work in', those('some-work')) +
    part('only some minimal sets are known to work in', those('some-known')) +
    part('other sets are needed in', needing(asked)) +
    part('something is lost silently in', those('silent')) +
    part('they fail in', those('fails')) +
    part('they fail, and it is not known what is needed, in', those('fails-not-known')) +
    part('no verdict in', those('no-verdict')) +
    part('not known in', unknown)
  );
}

/** The cases that need something else, those that need the same together. */
function needing(asked: readonly (Outcome & { readonly id: string })[]): string[] {
  const others = asked.filter(({ kind }) => kind === 'needs-others');
  return [...new Set(others.map(({ needs }) => needs))].map((sets) => {
    const own = others.filter(({ needs }) => needs === sets);
    return `${own.map(({ id }) => id).join(', ')} (${sets})`;
  });
}

function outcomeOf(finding: Finding): Outcome {
  const kind = kindOf(finding);
  return { kind, needs: kind === 'needs-others' ? setsInline(finding.answer?.minimalSets ?? []) : '' };
}

/** A case is served only if all its sets are: whoever grants one of them may have taken any. */
function kindOf({ sets, answer }: Finding): Kind {
  const has = (...verdicts: readonly VerdictName[]): boolean => sets.some(({ verdict }) => verdicts.includes(verdict));
  if (sets.length === 0) return 'not-known';
  if (sets.every(({ verdict }) => verdict === 'faithful')) return 'works';
  if (has('faithful')) {
    if (has('degraded')) return 'some-silent';
    return has('failed', 'timeout') ? 'some-work' : 'some-known';
  }
  if (answer?.complete === true && answer.minimalSets.length > 0) return 'needs-others';
  if (has('degraded')) return 'silent';
  if (!has('failed', 'timeout')) return 'no-verdict';
  return answer?.complete === false ? 'fails-not-known' : 'fails';
}
