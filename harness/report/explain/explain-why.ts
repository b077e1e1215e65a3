import { type CapabilitySet, isSubset, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { answerBorders } from '../../record/answer-borders.ts';
import { type CapabilityNeed, needOf } from '../../record/capability-need.ts';
import type { CaseRecord, Loss, RunRecord } from '../../record/record.ts';
import { idsShowing } from '../../record/trials-of-set.ts';
import { countOf, safeText, shorten } from '../../text/plain-text.ts';
import { listText, servingSetText, setText, trialsText } from '../../text/set-text.ts';
import { exclusionText } from '../blocks/answer/exclusion-text.ts';
import { lossText } from '../blocks/answer/loss-text.ts';
import { configurationsOfCases } from '../blocks/run/configuration-text.ts';

/** Why the profile of a record, or the need of some of its cases, holds a capability (given as the set of it alone). */
export function explainWhy(record: RunRecord, cases: readonly CaseRecord[], single: CapabilitySet): string {
  const [name = ''] = namesOf(single);
  const needs = cases.map((one) => ({ one, need: needOf(one, name) }));
  const those: CasesThat = (need) => needs.filter((known) => known.need === need).map(({ one }) => one);
  return [
    answerText(record, cases.length, single, those),
    ...configurationsOfCases(cases),
    ...those('needed').flatMap((one) => ['', ...caseLines(one, single, 'needs it')]),
    ...those('alternative').flatMap((one) => ['', ...caseLines(one, single, alternativeText(one, single))]),
    ...those('not-proven').flatMap((one) => ['', ...caseLines(one, single, UNPROVEN)]),
    ...unansweredLines(those('no-answer')),
  ].join('\n');
}

/** The cases that need a capability in this way. */
type CasesThat = (need: CapabilityNeed) => CaseRecord[];

const UNPROVEN = 'may need it: the smallest set that is known to work contains it';

function answerText(record: RunRecord, asked: number, single: CapabilitySet, those: CasesThat): string {
  const { cases } = record;
  const name = namesOf(single).join();
  const [always, alternative, unproven] = [those('needed'), those('alternative'), those('not-proven')];
  if (always.length + alternative.length + unproven.length === 0) {
    return `${neverText(name, those)}${asked === cases.length ? repairText(record, name) : ''}`;
  }
  const because = [
    ...(always.length === 0
      ? []
      : [
          `${always.length} of ${countOf(asked, 'case')} always ${always.length === 1 ? 'needs' : 'need'} it: ${ids(always)}`,
        ]),
    ...(alternative.length === 0 ? [] : [`only in one of several sets: ${ids(alternative)}`]),
    ...(unproven.length === 0 ? [] : [`not proven to need it: ${ids(unproven)}`]),
  ].join('; ');
  if (asked < cases.length || cases.length === 1) return `${name}: ${because}`;
  const excluded = exclusionText(cases, 'faithful');
  if (excluded !== undefined) return `${name}: ${because}; ${excluded}`;
  return `${profileText(record.profile.faithful.map(setOfNames), single)}: ${because}`;
}

/** What no case needs by itself may keep what one needs from hurting another. */
function repairText({ profile }: RunRecord, name: string): string {
  const holding = profile.faithful.filter((set) => set.includes(name)).length;
  if (holding === 0) return '';
  const where = holding < profile.faithful.length ? `${holding} of the ${profile.faithful.length} sets` : 'every set';
  return `; but ${where} for all cases together ${where === 'every set' || holding === 1 ? 'contains' : 'contain'} it: it keeps what one case needs from hurting another`;
}

function profileText(sets: readonly CapabilitySet[], single: CapabilitySet): string {
  const name = namesOf(single).join();
  const holding = sets.filter((set) => isSubset(single, set)).length;
  const [which, contain] = sets.length > 1 ? ['the sets', 'contain'] : ['the set', 'contains'];
  if (holding === sets.length) return `${which} for all cases together ${contain} ${name}`;
  if (holding === 0) return `${which} for all cases together ${sets.length > 1 ? 'do' : 'does'} not contain ${name}`;
  return `${name} is in ${holding} of the ${sets.length} sets for all cases together`;
}

/** Of a case of which not every minimal set is known nobody can say that it does without. */
function neverText(name: string, those: CasesThat): string {
  const [outside, open] = [those('never-granted'), those('not-known')];
  const dispensing = [...those('not-needed'), ...outside];
  if (dispensing.length === 0 && open.length > 0) {
    return `${name} is in no set that is known to work for ${ids(open)}, but not all of these sets are known`;
  }
  const told = `nothing needs ${name}: it is in no minimal set of ${countOf(dispensing.length, 'case')}`;
  const where = dispensing.length === outside.length ? '' : ` in ${ids(outside)}`;
  return [
    told,
    ...(outside.length === 0
      ? []
      : [`it was not in play${where}, and the ${outside.length === 1 ? 'build works' : 'builds work'} without it`]),
    ...(open.length === 0 ? [] : [`not known in ${ids(open)}, where not all sets that work are known`]),
  ].join('; ');
}

function alternativeText(one: CaseRecord, single: CapabilitySet): string {
  const { minimal } = answerBorders(one, 'faithful');
  const told = (sets: readonly CapabilitySet[]): string =>
    sets
      .map(
        (set) =>
          `${servingSetText(set, setOfNames(one.universe))}${trialsText(idsShowing(one, 'faithful', set, 'pass'))}`,
      )
      .join(' or ');
  const holding = minimal.filter((set) => isSubset(single, set));
  const others = minimal.filter((set) => !isSubset(single, set));
  return `works without it too:  ${told(others)}; with it:  ${told(holding)}`;
}

function caseLines(one: CaseRecord, single: CapabilitySet, need: string): string[] {
  const losses = one.losses.filter(({ capability }) => setOfNames([capability]) === single);
  const { minimal } = answerBorders(one, 'exitZero');
  const silent = minimal.length > 0 && minimal.every((set) => !isSubset(single, set));
  return [
    `${safeText(one.id)}  ${need}${silent ? '; exit code 0 does not need it' : ''}`,
    ...losses.flatMap((loss) => lossDetails(one, loss)).map((line) => `  ${line}`),
  ];
}

function lossDetails(one: CaseRecord, loss: Loss): string[] {
  const { what, silent } = lossText(loss);
  const set = setText(setOfNames(loss.set), setOfNames(one.universe));
  const { instruction, phase } = loss;
  return [
    ...(instruction === null ? [] : [`line ${instruction.line}: ${shorten(safeText(instruction.text), 160)}`]),
    ...(instruction !== null || phase === null || phase === 'unknown' ? [] : [`phase: ${phase}`]),
    `with ${set}: ${silent ? 'exit code 0, but ' : ''}${what}${trialsText(loss.trials)}`,
    ...deniedText(loss),
  ];
}

/** What the kernel itself said. */
function deniedText({ capability, denied }: Loss): string[] {
  if (denied === null || denied.length === 0) return [];
  const told = denied.slice(0, 3).map(({ program, count }) => `${safeText(program)} (${count}×)`);
  return [`the kernel denied ${safeText(capability)} to ${listText(told)}`];
}

function unansweredLines(cases: readonly CaseRecord[]): string[] {
  return cases.length === 0 ? [] : ['', `no answer: ${ids(cases)}`];
}

function ids(cases: readonly CaseRecord[]): string {
  return listText(cases.map(({ id }) => safeText(id)));
}
