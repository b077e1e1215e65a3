import { namesOf } from '../../../capabilities/capability-set.ts';
import { POPULAR_FIVE } from '../../../capabilities/universe.ts';
import type { CaseRecord, RunRecord } from '../../../record/record.ts';
import { type EffectOnCase, effectOfSet, type SetEffect } from '../../../record/set-effect.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { verifyCommand } from '../run/command-text.ts';
import { EFFECT_WORDS, isWorthATrial } from './effect-words.ts';

/** The effects that are told: what goes unnoticed first, what is not known last. */
const ORDER = ['other-image', 'fails', 'not-same-image', 'flaky', 'exit-0', 'not-known'] as const satisfies SetEffect[];

/** What the record says of the five capabilities that people copy; nothing where they serve every case in which they were in play. */
export function popularListText({ cases }: RunRecord): string[] {
  const effects = cases
    .filter(({ faithful }) => faithful.minimalSets.length > 0)
    .map((one) => effectOfSet(one, POPULAR_FIVE))
    .filter(isInPlay);
  const those = (effect: SetEffect): CaseRecord[] =>
    effects.filter((one) => one.effect === effect).map(({ one }) => one);
  const serving = those('serves').length;
  if (serving === effects.length) return [];
  const told = ORDER.filter((effect) => those(effect).length > 0).map(
    (effect) =>
      `it ${EFFECT_WORDS[effect].before} ${those(effect)
        .map(({ id }) => safeText(id))
        .join(', ')}`,
  );
  return [
    `the popular list ${namesOf(POPULAR_FIVE).join(' ')} works for ${serving} of ${countOf(effects.length, 'case')}`,
    ...told,
    ...tryLines(effects.filter(isWorthATrial).map(({ one }) => one)),
  ];
}

/** Of a case whose universe does not hold the list nobody asked. */
function isInPlay({ faithful }: EffectOnCase): boolean {
  return faithful.kind !== 'not-known' || faithful.why !== 'outside-universe';
}

/** Of how many cases the command that tries them is told in full. */
const PATHS_TOLD = 3;

function tryLines(cases: readonly CaseRecord[]): string[] {
  if (cases.length === 0) return [];
  const few = cases.slice(0, PATHS_TOLD);
  const more = cases.length > few.length ? ` ... (${countOf(cases.length, 'path')})` : '';
  return [`to find out what is not known: ${verifyCommand(POPULAR_FIVE, few)}${more}`];
}
