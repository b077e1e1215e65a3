import type { CaseRecord } from '../../record/record.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { VARIATION_NAMES, VARIATIONS } from '../../variations/catalogue.ts';
import type { Variation } from '../../vocabulary/variation.ts';
import { setsInline } from './answer-text.ts';

type Finding = CaseRecord['variations'][number];
type VerdictName = Finding['sets'][number]['verdict'];

/** In how many cases the minimal sets work under each variation, and what happens in the others; nothing where none was tried. */
export function variationSummary({ cases }: { readonly cases: readonly CaseRecord[] }): string[] {
  return VARIATION_NAMES.flatMap((variation) => {
    const tried = cases.flatMap((one) => {
      const finding = one.variations.find((each) => each.variation === variation);
      return finding === undefined || finding.sets.length === 0
        ? []
        : [{ id: safeText(one.id), ...outcomeOf(finding) }];
    });
    return tried.length === 0 ? [] : [summaryLine(variation, tried)];
  });
}

interface Outcome {
  readonly verdict: VerdictName;
  /** What is needed under the variation; undefined if the minimal sets work, or nothing is known to. */
  readonly needs: string | undefined;
}

function summaryLine(variation: Variation, tried: readonly (Outcome & { readonly id: string })[]): string {
  const those = (...verdicts: readonly VerdictName[]): string[] =>
    tried.filter(({ verdict, needs }) => needs === undefined && verdicts.includes(verdict)).map(({ id }) => id);
  const part = (what: string, ids: readonly string[]): string =>
    ids.length === 0 ? '' : `; ${what} ${ids.join(', ')}`;
  const needs = new Set(tried.flatMap((each) => each.needs ?? []));
  const needing = [...needs].map((sets) => {
    const own = tried.filter((each) => each.needs === sets);
    return `${own.map(({ id }) => id).join(', ')} (${sets})`;
  });
  return (
    `with ${VARIATIONS[variation].words} the minimal sets also work for ${those('faithful').length} of ${countOf(tried.length, 'case')}` +
    part('other sets are needed in', needing) +
    part('something is lost silently in', those('degraded')) +
    part('they fail in', those('failed', 'timeout')) +
    part('no verdict in', those('untestable', 'infrastructure', 'cancelled'))
  );
}

function outcomeOf({ sets, answer }: Finding): Outcome {
  const verdict = bestOf(sets.map((each) => each.verdict));
  const isAnswered = verdict !== 'faithful' && answer !== null && answer.complete && answer.minimalSets.length > 0;
  return { verdict, needs: isAnswered ? setsInline(answer.minimalSets) : undefined };
}

/** A case is served if one of its sets serves it; an error is found out, a silent loss may not be. */
function bestOf(verdicts: readonly VerdictName[]): VerdictName {
  const order: readonly VerdictName[] = ['faithful', 'failed', 'timeout', 'degraded'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'infrastructure';
}
