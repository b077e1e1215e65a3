import { type CapabilitySet, EMPTY_SET, namesOf } from '../../../capabilities/capability-set.ts';
import { silentLosses } from '../../../record/capability-need.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { countOf, safeText, shorten } from '../../../text/plain-text.ts';
import { listText } from '../../../text/set-text.ts';
import { ANSWER_WORDS } from '../../blocks/answer/answer-words.ts';
import { lossText } from '../../blocks/answer/loss-text.ts';
import type { Policy } from '../policy.ts';
import { servingOf } from '../serving.ts';

/** How many cases are named before the rest is counted, and how long a silent loss may be. */
const NAMED = 3;
const LONGEST_LOSS = 110;

/** What is known of the cases of a policy, and on what it rests. */
export function servingLines(policy: Policy): string[] {
  return [
    `Works for ${workingCases(policy)}: ${ANSWER_WORDS[policy.answer]}.`,
    `Shown: ${shownText(policy)} (${citedTrials(policy)}).`,
    ...beyondLines(policy),
    ...unprovenLines(policy),
    ...flakyLines(policy),
  ];
}

/** The cases of a policy, with their number where there are several. */
export function workingCases({ cases }: Policy): string {
  return cases.length === 1 ? casesText(cases) : `${countOf(cases.length, 'case')} (${casesText(cases)})`;
}

/** What shows that the set works, in a few words: for how many cases it was tried itself, and what tells of the others. */
export function shownBriefly(policy: Policy): string {
  const { itself, watched, implied } = servingCounts(policy);
  const told = [
    { count: itself, text: 'exactly this set was tried' },
    { count: watched, text: 'a watched trial decides this set' },
    { count: implied, text: 'a part of this set works' },
  ].filter(({ count }) => count > 0);
  const [only, ...others] = told;
  const counted = told.map(({ count, text }) => `${text} for ${countOf(count, 'case')}`);
  const assumed = implied > 0 ? ', and more capabilities are assumed not to hurt' : '';
  const trials = policy.cases.length === 1 ? ` (${citedTrials(policy)})` : '';
  return `${others.length === 0 ? (only?.text ?? '') : counted.join(', ')}${assumed}${trials}`;
}

/** For how many cases the set was tried itself, a watched trial decides it, or only a part of it was tried. */
function servingCounts({ servings, set }: Policy): Readonly<Record<'itself' | 'watched' | 'implied', number>> {
  const itself = servings.filter(({ basis }) => basis.set === set).length;
  const watched = servings.filter(({ basis }) => basis.set !== set && basis.kind === 'cube').length;
  return { itself, watched, implied: servings.length - itself - watched };
}

function shownText(policy: Policy): string {
  const { itself, watched, implied } = servingCounts(policy);
  const told = [
    { count: itself, text: 'exactly this set was tried' },
    { count: watched, text: WATCHED },
    { count: implied, text: IMPLIED },
  ].filter(({ count }) => count > 0);
  const [first, ...more] = told;
  if (first === undefined) return IMPLIED;
  if (more.length === 0) return itself > 0 ? first.text : `for each case, ${first.text}`;
  const beginning = itself > 0 ? `${first.text} for ${first.count}` : `for ${first.count}, ${first.text}`;
  return [beginning, ...more.map(({ count, text }) => `for ${count}, ${text}`)].join('; ');
}

const WATCHED = 'a watched trial decides this set: it asked the kernel about nothing that tells the two sets apart';
const IMPLIED = 'a part of this set was tried and works; this assumes that more capabilities do not hurt';

/** The first trials that prove the policy. */
function citedTrials({ servings }: Policy): string {
  const ids = servings.flatMap(({ one, basis }) => basis.trials.slice(0, 1).map((id) => safeText(`${one.id}/${id}`)));
  return ids.length > NAMED ? `${ids.slice(0, NAMED).join(', ')} and ${ids.length - NAMED} more` : ids.join(', ');
}

/** Names the cases, or the first of them. */
export function casesText(cases: readonly CaseRecord[]): string {
  const names = cases.map(({ id }) => safeText(id));
  return names.length > NAMED
    ? `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`
    : listText(names);
}

/** Cases whose trials were granted nothing of the same capabilities, most of them first. */
export function casesBeyond({ servings }: Policy): { readonly beyond: CapabilitySet; readonly those: CaseRecord[] }[] {
  const groups = new Map<CapabilitySet, CaseRecord[]>();
  for (const { beyond, one } of servings) {
    if (beyond !== EMPTY_SET) groups.set(beyond, [...(groups.get(beyond) ?? []), one]);
  }
  return [...groups].map(([beyond, those]) => ({ beyond, those })).toSorted((a, b) => b.those.length - a.those.length);
}

function beyondLines(policy: Policy): string[] {
  const lines = casesBeyond(policy).map(
    ({ beyond, those }) => `Not shown: no trial of ${casesText(those)} had ${namesOf(beyond).join(' ')}.`,
  );
  const more = lines.length - NAMED;
  return [
    ...lines.slice(0, NAMED),
    ...(more > 0 ? [`Not shown: the same for ${countOf(more, 'more group')} of cases.`] : []),
  ];
}

function unprovenLines(policy: Policy): string[] {
  const unproven = unprovenCases(policy);
  return unproven.length === 0 ? [] : [`Not proven minimal: a smaller set may work for ${casesText(unproven)}.`];
}

/** Cases of which no set is proven to be minimal. */
export function unprovenCases({ cases, answer }: Policy): CaseRecord[] {
  return cases.filter((one) => !one[answer].complete);
}

function flakyLines(policy: Policy): string[] {
  const flaky = flakyCases(policy);
  return flaky.length === 0 ? [] : [`Flaky: the set that works for ${casesText(flaky)} also failed.`];
}

/** Cases in which what works has failed as well. */
export function flakyCases({ servings }: Policy): CaseRecord[] {
  return servings.filter(({ doubt }) => doubt?.kind === 'flaky').map(({ one }) => one);
}

/** What the images of cases silently lose under a policy for exit code 0 alone. */
export function silentLossLines(policy: Policy): string[] {
  if (policy.answer === 'faithful') return [];
  const { lossy, certain } = casesThatLose(policy);
  if (lossy.length === 0) return ['Exit code 0 was asked for. The images are the same too.'];
  return [
    `WARNING: exit code 0 only. In ${countOf(lossy.length, 'case')} the image ${certain}:`,
    ...lossy.slice(0, NAMED).map((one) => `  ${safeText(one.id)}: ${lossesText(one, policy)}`),
    ...(lossy.length > NAMED ? [`  and ${countOf(lossy.length - NAMED, 'more case')}`] : []),
  ];
}

/** The cases whose image is not the same with the set, and whether it surely differs. */
export function casesThatLose(policy: Policy): { readonly lossy: readonly CaseRecord[]; readonly certain: string } {
  const judged = policy.cases.map((one) => ({ one, kind: servingOf(one, 'faithful', policy.set).kind }));
  const lossy = judged.filter(({ kind }) => kind !== 'serves');
  const certain = lossy.every(({ kind }) => kind === 'breaks') ? 'differs' : 'is not known to be the same';
  return { lossy: lossy.map(({ one }) => one), certain };
}

/** What the image of a case loses silently with the set. */
export function lossesText(one: CaseRecord, { set }: Policy): string {
  const missing = silentLosses(one).filter(({ capability }) => !namesOf(set).includes(capability));
  const told = missing.map((loss) => `${loss.capability}: ${lossText(loss).what}`).join('; ');
  return shorten(told === '' ? 'no trial shows what it loses' : told, LONGEST_LOSS);
}
