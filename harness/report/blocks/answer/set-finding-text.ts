import { type CapabilitySet, difference, isSubset, namesOf } from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import { answerBorders } from '../../../record/answer-borders.ts';
import type { CaseRecord } from '../../../record/record.ts';
import {
  type Basis,
  type DecidedFinding,
  type Doubt,
  findingOfSet,
  type NotKnown,
  type SetFinding,
} from '../../../record/set-finding.ts';
import { trialsShowing } from '../../../record/trials-of-set.ts';
import { countOf, safeText, shorten } from '../../../text/plain-text.ts';
import { listText, servingSetText, setText, trialsText } from '../../../text/set-text.ts';
import type { Answer } from '../../../vocabulary/answer.ts';

/** Why the record says of a set what it says, in one line that cites the trials. */
export function becauseText(one: CaseRecord, set: CapabilitySet, finding: SetFinding): string {
  switch (finding.kind) {
    case 'serves':
    case 'fails':
      return basisText(one, finding);
    case 'flaky': {
      const { passes, failures } = finding;
      return `tried: it worked ${times(passes)}${trialsText(passes)} and failed ${times(failures)}${trialsText(failures)}`;
    }
    case 'not-known':
      return gapText(one, set, finding);
  }
}

function basisText(one: CaseRecord, finding: DecidedFinding): string {
  switch (finding.basis.kind) {
    case 'trial':
      return `tried${trialsText(finding.basis.trials)}`;
    case 'truth-table':
      return 'tried, see the truth table';
    case 'cube':
      return `decided by ${watchedText(finding.basis)}${doubtText(finding.doubt)}`;
    case 'assumption':
      return `not tried: ${impliedText(one, finding)}`;
  }
}

/** Which trials decide sets that were not tried, and why they do. */
function watchedText({ trials, asked, hidden }: Extract<Basis, { kind: 'cube' }>): string {
  const names = namesOf(asked);
  const about = names.length === 0 ? 'none of the capabilities in play' : `${listText(names)} only`;
  const besides = namesOf(hidden);
  const unasked = besides.length === 0 ? '' : `; ${listText(besides)} matters there without being asked about`;
  const [only, ...more] = trials.map(safeText);
  const those = more.length === 0 ? `trial ${only}` : `trials ${listText([`${only}`, ...more.slice(0, 3)])}`;
  return `${those}, in which the kernel was asked about ${about}${unasked}`;
}

/** Which other set decides, if more capabilities never hurt. */
function impliedText(one: CaseRecord, { kind, basis, doubt }: DecidedFinding): string {
  const universe = setOfNames(one.universe);
  const relation =
    kind === 'serves'
      ? `it contains {${servingSetText(basis.set, universe)}}, which works`
      : `it is part of {${setText(basis.set, universe)}}, which ${failureVerb(one, basis.set)}`;
  return `${relation}${trialsText(basis.trials)}${doubtText(doubt)}`;
}

/** A build that reports success does not fail; its image is not the same. */
function failureVerb(one: CaseRecord, set: CapabilitySet): string {
  return findingOfSet(one, 'exitZero', set).kind === 'serves' ? 'does not give the same image' : 'fails';
}

function times(trials: readonly string[]): string {
  return trials.length === 1 ? 'once' : `${trials.length} times`;
}

/** What weakens a finding, as the end of a sentence; nothing where nothing does. */
export function doubtText(doubt: Doubt | null): string {
  switch (doubt?.kind) {
    case undefined:
      return '';
    case 'not-confirmed':
      return `; not confirmed yet: ${doubt.seen} of ${countOf(doubt.needed, 'trial')}`;
    case 'flaky':
      return `; flaky: it also failed ${countOf(doubt.failures, 'time')}`;
  }
}

const VIOLATED = 'more capabilities hurt this build, so one set says nothing about another';

function gapText(one: CaseRecord, set: CapabilitySet, { why, expected }: NotKnown): string {
  switch (why) {
    case 'no-answer':
      return `there is no answer for this case: ${safeText(one.referenceFailure?.message ?? one.reason ?? one.status)}`;
    case 'outside-universe': {
      const outside = namesOf(difference(set, setOfNames(one.universe))).join(' ');
      return `${outside} was not in play here and may help or hurt`;
    }
    case 'violated': {
      if (expected === undefined) return VIOLATED;
      const would = expected.kind === 'serves' ? 'work' : 'not work';
      return `${VIOLATED} (otherwise it would ${would}: ${impliedText(one, expected)})`;
    }
    case 'open':
      return 'it contains no set that is known to work, and is part of none that is known to fail';
  }
}

/** What a set lacks of each set that serves: `it lacks FSETID`, or of several `it lacks A of {A B} and C of {C D}`. */
export function lackingText(one: CaseRecord, answer: Answer, set: CapabilitySet): string {
  const { minimal } = answerBorders(one, answer);
  if (!one[answer].complete) return knownText(one, set, minimal);
  const lacking = minimal
    .filter((whole) => !isSubset(whole, set))
    .map((whole) => ({ whole, names: namesOf(difference(whole, set)).join(' ') }));
  const [only, ...others] = lacking;
  if (only === undefined) return '';
  if (others.length === 0) return `it lacks ${only.names}`;
  return `it lacks ${lacking.map(({ names, whole }) => `${names} of {${namesOf(whole).join(' ')}}`).join(', and ')}`;
}

/** Of sets that are not proven minimal nothing is known to be lacking: only what serves has besides. */
function knownText(one: CaseRecord, set: CapabilitySet, serving: readonly CapabilitySet[]): string {
  const [smallest] = serving;
  if (smallest === undefined) return '';
  const name = servingSetText(smallest, setOfNames(one.universe));
  const besides = namesOf(difference(smallest, set)).join(' ');
  return besides === '' ? '' : `{${name}} is known to work: it also has ${besides}`;
}

/** What the trials that show what this set does had to say, each thing once. */
export function shownText(one: CaseRecord, set: CapabilitySet): string {
  const shown = [...new Set(trialsShowing(one, set).flatMap((trial) => trial.shown))].map(safeText);
  const told = shown.slice(0, 2).join('; ');
  return shorten(shown.length > 2 ? `${told}; and ${shown.length - 2} more` : told, 200);
}
