import { type CapabilitySet, difference, isSubset, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { needFor } from '../../record/answer-cover.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { type EffectOnCase, effectOfSet, SET_EFFECTS, type SetEffect } from '../../record/set-effect.ts';
import { findingInUniverse, type SetFinding } from '../../record/set-finding.ts';
import { trialsShowing } from '../../record/trials-of-set.ts';
import { smallestCommonSets } from '../../search/ledger/profile.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { EFFECT_WORDS, isWorthATrial } from '../blocks/answer/effect-words.ts';
import { lossLines } from '../blocks/answer/loss-text.ts';
import { becauseText, lackingText, shownText } from '../blocks/answer/set-finding-text.ts';
import { violationLines } from '../blocks/basis/violation-text.ts';
import { verifyCommand } from '../blocks/run/command-text.ts';
import { configurationsOfCases } from '../blocks/run/configuration-text.ts';

/** What a set does to each of these cases of a record, the worst first. */
export function explainSet(record: RunRecord, cases: readonly CaseRecord[], set: CapabilitySet): string {
  const effects = cases.map((one) => effectOfSet(one, set));
  const ordered = SET_EFFECTS.flatMap((effect) => effects.filter((one) => one.effect === effect));
  const width = Math.max(0, ...ordered.map(({ one, effect }) => (effect === 'serves' ? safeText(one.id).length : 0)));
  return [
    headlineOf(set, effects),
    ...configurationsOfCases(cases),
    '',
    ...ordered.flatMap((one) => effectLines(one, set, width)),
    ...nextStep(record, effects, set),
  ].join('\n');
}

function headlineOf(set: CapabilitySet, effects: readonly EffectOnCase[]): string {
  const name = namesOf(set).join(' ') || 'nothing';
  const count = (effect: SetEffect): number => effects.filter((one) => one.effect === effect).length;
  const others = SET_EFFECTS.filter((effect) => effect !== 'serves' && count(effect) > 0);
  const served = `${name} works for ${count('serves')} of ${countOf(effects.length, 'case')}`;
  return [served, ...others.map((effect) => `${EFFECT_WORDS[effect].before} ${count(effect)}`)].join('; ');
}

function effectLines(effected: EffectOnCase, set: CapabilitySet, width: number): string[] {
  const { one, effect, faithful } = effected;
  if (effect === 'serves') {
    const told = `${safeText(one.id).padEnd(width)}  ${EFFECT_WORDS[effect].word}  ${becauseText(one, set, faithful)}`;
    return [told, ...indented(violationLines(one, set))];
  }
  const decisive = decisiveFinding(effected);
  const told = [
    ...reasons(one, effect, decisive, set),
    ...insideLines(one, decisive, set),
    ...violationLines(one, set),
  ];
  return [`${safeText(one.id)}  ${EFFECT_WORDS[effect].word}`, ...indented(told)];
}

function decisiveFinding({ effect, faithful, exitZero }: EffectOnCase): SetFinding {
  return effect === 'fails' || effect === 'exit-0' ? exitZero : faithful;
}

/** Of a set that is not all in the universe, what its part in it does. */
function insideLines(one: CaseRecord, finding: SetFinding, set: CapabilitySet): string[] {
  if (finding.kind !== 'not-known' || finding.why !== 'outside-universe') return [];
  const { inside } = findingInUniverse(one, 'faithful', set);
  const within = effectOfSet(one, inside);
  const name = namesOf(inside).join(' ') || 'nothing';
  return [`{${name}} alone: ${EFFECT_WORDS[within.effect].word}; ${becauseText(one, inside, decisiveFinding(within))}`];
}

function reasons(one: CaseRecord, effect: SetEffect, finding: SetFinding, set: CapabilitySet): string[] {
  const because = becauseText(one, set, finding);
  if (finding.kind !== 'fails') return [because, ...toldBy(one, set)];
  const lacking = lackingText(one, effect === 'fails' ? 'exitZero' : 'faithful', set);
  // What the trials of the set itself showed says more than what each capability alone does.
  const details = trialsShowing(one, set).length > 0 ? toldBy(one, set) : lossLines(lossesFor(one, set, effect));
  return [...(lacking === '' ? [] : [lacking]), ...details, because];
}

function toldBy(one: CaseRecord, set: CapabilitySet): string[] {
  const shown = shownText(one, set);
  return shown === '' ? [] : [shown];
}

/** What the lack of each missing capability does; of a set that fails not what is silent, which the build never comes to. */
function lossesFor(one: CaseRecord, set: CapabilitySet, effect: SetEffect): CaseRecord['losses'] {
  const missing = one.losses.filter(({ capability }) => !isSubset(setOfNames([capability]), set));
  const loud = missing.filter(({ verdict }) => verdict !== 'degraded');
  return effect === 'fails' && loud.length > 0 ? loud : missing;
}

function nextStep(record: RunRecord, effects: readonly EffectOnCase[], set: CapabilitySet): string[] {
  const undecided = effects.filter(isWorthATrial);
  if (undecided.length > 0) {
    const command = verifyCommand(
      set,
      undecided.map(({ one }) => one),
    );
    return ['', `to find out what is not known: ${command}`];
  }
  if (effects.every(({ effect }) => effect === 'serves')) return [];
  const additions = missingForAll(record, effects, set);
  return additions.length === 0 ? [] : ['', `to get every image right, add  ${additions.join('\nor  ')}`];
}

/** What would have to be added; told for one case or all of them, and only where their minimal sets are proven. */
function missingForAll(record: RunRecord, effects: readonly EffectOnCase[], set: CapabilitySet): string[] {
  const cases = effects.map(({ one }) => one);
  const [only] = cases;
  if (only === undefined || cases.some(({ faithful }) => !faithful.complete)) return [];
  if (cases.length !== 1 && cases.length !== record.cases.length) return [];
  // What works must hold the set itself: where more capabilities hurt, it may have to hold more than that and a minimal set.
  const sets = smallestCommonSets(
    cases.map((one) => needFor(one, 'faithful')),
    set,
  );
  return sets.map((whole) => namesOf(difference(whole, set)).join(' ')).filter((names) => names !== '');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
