import { type CapabilitySet, difference, isSubset, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { bordersOf, type Decided, type Standing } from '../../record/set-finding.ts';
import { trialsOf } from '../../record/trials-of-set.ts';
import { countOf, safeText, shorten } from '../../text/plain-text.ts';
import { servingSetText, setText, trialsText } from '../../text/set-text.ts';
import type { Answer } from '../../vocabulary/answer.ts';

/** The words for an answer. */
export const ANSWERS: Readonly<Record<Answer, string>> = { faithful: 'same image', exitZero: 'exit code 0' };

/** Why a set stands as it does, in one line that cites the trials. */
export function becauseText(one: CaseRecord, set: CapabilitySet, standing: Standing): string {
  const universe = setOfNames(one.universe);
  switch (standing.kind) {
    case 'serves':
    case 'fails': {
      const { kind, by, trials } = standing;
      const showed = kind === 'serves' ? 'served' : 'fails';
      if (by === set) return trials.length === 0 ? 'seen in the truth table' : `tried itself${trialsText(trials)}`;
      const relation = kind === 'serves' ? 'it holds' : 'it lies in';
      const border = kind === 'serves' ? servingSetText(by, universe) : setText(by, universe);
      return `implied: ${relation} {${border}}, which ${showed}${trialsText(trials)}${doubtText(one, standing)}`;
    }
    case 'flaky': {
      const { passes, failures } = standing;
      return `tried itself: it served ${times(passes)}${trialsText(passes)} and failed ${times(failures)}${trialsText(failures)}`;
    }
    case 'undecided':
      return undecidedText(one, set, standing);
  }
}

function times(trials: readonly string[]): string {
  return trials.length === 1 ? 'once' : `${trials.length} times`;
}

/** What weakens a verdict: a failure may be chance until it was seen as often as asked for, and a flaky set failed as well. */
export function doubtText({ trials: { confirm }, flaky }: CaseRecord, { kind, by, trials }: Decided): string {
  if (kind === 'fails') {
    return trials.length === 0 || trials.length >= confirm
      ? ''
      : `; not confirmed yet: ${trials.length} of ${countOf(confirm, 'trial')}`;
  }
  const failed = flaky.filter(({ set }) => setOfNames(set) === by).map(({ failures }) => failures);
  return failed.length === 0 ? '' : `; flaky: it failed ${countOf(Math.max(...failed), 'time')} as well`;
}

function undecidedText(
  one: CaseRecord,
  set: CapabilitySet,
  { why, expected }: Extract<Standing, { kind: 'undecided' }>,
): string {
  switch (why) {
    case 'no-answer':
      return `there is no answer for this case: ${safeText(one.referenceFailure?.message ?? one.reason ?? one.status)}`;
    case 'outside-universe':
      return `${outsideOf(one, set)}, outside of the universe, was never granted here and may help or hurt`;
    case 'violated': {
      const implied = expected === undefined ? '' : ` (it would be ${becauseText(one, set, expected)})`;
      return `more capabilities hurt this build, so that no set decides another${implied}`;
    }
    case 'open':
      return 'it holds no set that is known to serve and lies in none that is known to fail';
  }
}

function outsideOf(one: CaseRecord, set: CapabilitySet): string {
  return namesOf(difference(set, setOfNames(one.universe))).join(' ');
}

/** What a set lacks of each set that serves: `it lacks FSETID`, or of several `it lacks A of {A B} and C of {C D}`. */
export function lackingText(one: CaseRecord, answer: Answer, set: CapabilitySet): string {
  const { minimal } = bordersOf(one, answer);
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
  return besides === '' ? '' : `{${name}} is known to serve: it has ${besides} besides`;
}

/** What the trials of exactly this set showed, each thing once. */
export function shownText(one: CaseRecord, set: CapabilitySet): string {
  const shown = [...new Set(trialsOf(one, set).flatMap((trial) => trial.shown))].map(safeText);
  const told = shown.slice(0, 2).join('; ');
  return shorten(shown.length > 2 ? `${told}; and ${shown.length - 2} more` : told, 200);
}
