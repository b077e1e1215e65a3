import { type CapabilitySet, EMPTY_SET, namesOf } from '../../capabilities/capability-set.ts';
import { silentLosses } from '../../record/capability-need.ts';
import type { CaseRecord } from '../../record/record.ts';
import { countOf, safeText, shorten } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import { ANSWER_WORDS } from '../blocks/answer-words.ts';
import { lossText } from '../blocks/loss-text.ts';
import type { Policy } from './policy.ts';
import { servingOf } from './serving.ts';

/** How many cases are named before the rest is counted, and how long a silent loss may be. */
const NAMED = 3;
const LONGEST_LOSS = 110;

/** What is known of the cases of a policy, and on what it rests. */
export function servingLines(policy: Policy): string[] {
  const { cases, answer } = policy;
  const those = cases.length === 1 ? casesText(cases) : `${countOf(cases.length, 'case')} (${casesText(cases)})`;
  return [
    `Works for ${those}: ${ANSWER_WORDS[answer]}.`,
    `Shown: ${shownText(policy)} (${citedTrials(policy)}).`,
    ...beyondLines(policy),
    ...unprovenLines(policy),
    ...flakyLines(policy),
  ];
}

function shownText({ servings, set }: Policy): string {
  const itself = servings.filter(({ basis }) => basis.set === set).length;
  const watched = servings.filter(({ basis }) => basis.set !== set && basis.kind === 'cube').length;
  const told = [
    { count: itself, text: 'exactly this set was tried' },
    { count: watched, text: WATCHED },
    { count: servings.length - itself - watched, text: IMPLIED },
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

/** Cases whose trials were granted nothing of the same capabilities are told together, most of them first. */
function beyondLines({ servings }: Policy): string[] {
  const groups = new Map<CapabilitySet, CaseRecord[]>();
  for (const { beyond, one } of servings) {
    if (beyond !== EMPTY_SET) groups.set(beyond, [...(groups.get(beyond) ?? []), one]);
  }
  const lines = [...groups]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([beyond, those]) => `Not shown: no trial of ${casesText(those)} had ${namesOf(beyond).join(' ')}.`);
  const more = lines.length - NAMED;
  return [
    ...lines.slice(0, NAMED),
    ...(more > 0 ? [`Not shown: the same for ${countOf(more, 'more group')} of cases.`] : []),
  ];
}

function unprovenLines({ cases, answer }: Policy): string[] {
  const unproven = cases.filter((one) => !one[answer].complete);
  return unproven.length === 0 ? [] : [`Not proven minimal: a smaller set may work for ${casesText(unproven)}.`];
}

function flakyLines({ servings }: Policy): string[] {
  const flaky = servings.filter(({ doubt }) => doubt?.kind === 'flaky');
  return flaky.length === 0
    ? []
    : [`Flaky: the set that works for ${casesText(flaky.map(({ one }) => one))} also failed.`];
}

/** What the images of cases silently lose under a policy for exit code 0 alone. */
export function silentLossLines(policy: Policy): string[] {
  if (policy.answer === 'faithful') return [];
  const judged = policy.cases.map((one) => ({ one, kind: servingOf(one, 'faithful', policy.set).kind }));
  const lossy = judged.filter(({ kind }) => kind !== 'serves');
  const certain = lossy.every(({ kind }) => kind === 'breaks') ? 'differs' : 'is not known to be the same';
  if (lossy.length === 0) return ['Exit code 0 was asked for. The images are the same too.'];
  return [
    `WARNING: exit code 0 only. In ${countOf(lossy.length, 'case')} the image ${certain}:`,
    ...lossy.slice(0, NAMED).map(({ one }) => `  ${safeText(one.id)}: ${lossesText(one, policy)}`),
    ...(lossy.length > NAMED ? [`  and ${countOf(lossy.length - NAMED, 'more case')}`] : []),
  ];
}

function lossesText(one: CaseRecord, { set }: Policy): string {
  const missing = silentLosses(one).filter(({ capability }) => !namesOf(set).includes(capability));
  const told = missing.map((loss) => `${loss.capability}: ${lossText(loss).what}`).join('; ');
  return shorten(told === '' ? 'no trial shows what it loses' : told, LONGEST_LOSS);
}
