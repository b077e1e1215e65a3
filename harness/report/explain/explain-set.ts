import { type CapabilitySet, difference, intersection, isSubset, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { bordersOf, type Standing } from '../../record/set-finding.ts';
import { trialsOf } from '../../record/trials-of-set.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { verifyCommand } from '../blocks/command-text.ts';
import { lossLines } from '../blocks/loss-text.ts';
import { becauseText, lackingText, shownText } from '../blocks/set-finding-text.ts';
import { violationLines } from '../blocks/violation-text.ts';
import { EFFECTS, type Effect, type SetEffect, setEffect } from './set-effect.ts';

/** What a set does to each of these cases of a record, the worst first. */
export function explainSet(record: RunRecord, cases: readonly CaseRecord[], set: CapabilitySet): string {
  const effects = cases.map((one) => setEffect(one, set));
  const ordered = EFFECTS.flatMap((effect) => effects.filter((one) => one.effect === effect));
  const width = Math.max(0, ...ordered.map(({ one, effect }) => (effect === 'serves' ? safeText(one.id).length : 0)));
  return [
    headlineOf(set, effects),
    '',
    ...ordered.flatMap((one) => effectLines(one, set, width)),
    ...nextStep(record, effects, set),
  ].join('\n');
}

/** The word for what a set does to one case. */
const WORDS: Readonly<Record<Effect, string>> = {
  fails: 'FAILS',
  differs: 'SILENT LOSS: exit code 0, but the image differs',
  'not-the-same': 'NOT THE SAME IMAGE; whether the build reports it is undecided',
  flaky: 'FLAKY',
  undecided: 'UNDECIDED',
  builds: 'exit code 0; whether the image is the same is UNDECIDED',
  serves: 'serves',
};

/** The same as the end of `CHOWN FOWNER ... in 3 cases`. */
const COUNTED: Readonly<Record<Effect, string>> = {
  fails: 'fails in',
  differs: 'loses something silently in',
  'not-the-same': 'does not give the same image in',
  flaky: 'is flaky in',
  undecided: 'is undecided in',
  builds: 'builds, the image undecided,',
  serves: 'serves',
};

function headlineOf(set: CapabilitySet, effects: readonly SetEffect[]): string {
  const name = namesOf(set).join(' ') || 'nothing';
  const count = (effect: Effect): number => effects.filter((one) => one.effect === effect).length;
  const others = EFFECTS.filter((effect) => effect !== 'serves' && count(effect) > 0);
  const served = `${name} serves ${count('serves')} of ${countOf(effects.length, 'case')}`;
  return [served, ...others.map((effect) => `${COUNTED[effect]} ${count(effect)}`)].join('; ');
}

function effectLines(effected: SetEffect, set: CapabilitySet, width: number): string[] {
  const { one, effect, faithful } = effected;
  if (effect === 'serves') {
    const told = `${safeText(one.id).padEnd(width)}  ${WORDS[effect]}  ${becauseText(one, set, faithful)}`;
    return [told, ...indented(violationLines(one, set))];
  }
  const decisive = decisiveStanding(effected);
  const told = [
    ...reasons(one, effect, decisive, set),
    ...insideLines(one, decisive, set),
    ...violationLines(one, set),
  ];
  return [`${safeText(one.id)}  ${WORDS[effect]}`, ...indented(told)];
}

function decisiveStanding({ effect, faithful, exitZero }: SetEffect): Standing {
  return effect === 'fails' || effect === 'builds' ? exitZero : faithful;
}

/** Of a set that is not all in the universe, what its part in it does. */
function insideLines(one: CaseRecord, standing: Standing, set: CapabilitySet): string[] {
  if (standing.kind !== 'undecided' || standing.why !== 'outside-universe') return [];
  const inside = intersection(set, setOfNames(one.universe));
  const within = setEffect(one, inside);
  const name = namesOf(inside).join(' ') || 'nothing';
  return [`{${name}} alone: ${WORDS[within.effect]}; ${becauseText(one, inside, decisiveStanding(within))}`];
}

function reasons(one: CaseRecord, effect: Effect, standing: Standing, set: CapabilitySet): string[] {
  const because = becauseText(one, set, standing);
  if (standing.kind !== 'fails') return [because, ...toldBy(one, set)];
  const lacking = lackingText(one, effect === 'fails' ? 'exitZero' : 'faithful', set);
  // What the trials of the set itself showed says more than what each capability alone does.
  const details = trialsOf(one, set).length > 0 ? toldBy(one, set) : lossLines(lossesFor(one, set, effect));
  return [...(lacking === '' ? [] : [lacking]), ...details, because];
}

function toldBy(one: CaseRecord, set: CapabilitySet): string[] {
  const shown = shownText(one, set);
  return shown === '' ? [] : [shown];
}

/** What the lack of each missing capability does; of a set that fails not what is silent, which the build never comes to. */
function lossesFor(one: CaseRecord, set: CapabilitySet, effect: Effect): CaseRecord['losses'] {
  const missing = one.losses.filter(({ capability }) => !isSubset(setOfNames([capability]), set));
  const loud = missing.filter(({ verdict }) => verdict !== 'degraded');
  return effect === 'fails' && loud.length > 0 ? loud : missing;
}

function nextStep(record: RunRecord, effects: readonly SetEffect[], set: CapabilitySet): string[] {
  const undecided = effects.filter(
    ({ effect, faithful, exitZero }) =>
      ['undecided', 'builds', 'not-the-same'].includes(effect) && [faithful, exitZero].some(isOpen),
  );
  if (undecided.length > 0) {
    const command = verifyCommand(
      set,
      undecided.map(({ one }) => one),
    );
    return ['', `only a new trial could tell what is undecided: ${command}`];
  }
  if (effects.every(({ effect }) => effect === 'serves')) return [];
  const additions = missingForAll(record, effects, set);
  return additions.length === 0 ? [] : ['', `to keep every image, add  ${additions.join('\nor  ')}`];
}

/** A trial would tell nothing of a case whose reference fails. */
function isOpen(standing: Standing): boolean {
  return standing.kind === 'undecided' && standing.why !== 'no-answer';
}

/** What would have to be added; told for one case or all of them, and only where their minimal sets are proven. */
function missingForAll(record: RunRecord, effects: readonly SetEffect[], set: CapabilitySet): string[] {
  const cases = effects.map(({ one }) => one);
  const [only] = cases;
  if (only === undefined || cases.some(({ faithful }) => !faithful.complete)) return [];
  if (cases.length !== 1 && cases.length !== record.cases.length) return [];
  const sets = cases.length === 1 ? bordersOf(only, 'faithful').minimal : record.profile.faithful.map(setOfNames);
  return sets.map((whole) => namesOf(difference(whole, set)).join(' ')).filter((names) => names !== '');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
