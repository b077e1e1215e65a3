import { type CapabilitySet, difference, EMPTY_SET, intersection, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { bordersOf, type Decided, standingOf } from '../../record/set-finding.ts';
import { trialsWith } from '../../record/trials-of-set.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { listText, servingSetText, setText, trialsText } from '../../text/set-text.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { searchCommand, verifyCommand } from '../blocks/command-text.ts';
import { lossText } from '../blocks/loss-text.ts';
import { ANSWERS, becauseText, doubtText, shownText } from '../blocks/set-finding-text.ts';

/** Whether each of these cases has a set that serves without these capabilities; exit code 0 alone only where that differs. */
export function explainWithout(cases: readonly CaseRecord[], without: CapabilitySet): string {
  const name = listText(namesOf(without));
  const faithful = cases.map((one) => withoutIn(one, 'faithful', without));
  const exitZero = cases.map((one) => withoutIn(one, 'exitZero', without));
  const differing = exitZero.filter(({ possible }, index) => possible !== faithful[index]?.possible);
  const alone = differing.length === 0 ? 'the same' : `${tally(exitZero)}; other than above in`;
  return [
    `without ${name}, ${ANSWERS.faithful}: ${tally(faithful)}`,
    ...lines(faithful),
    '',
    `without ${name}, ${ANSWERS.exitZero}: ${alone}`,
    ...lines(differing),
    ...nextStep([...faithful, ...exitZero], without),
  ].join('\n');
}

/** Whether one case can do without, for one answer. */
interface Without {
  readonly one: CaseRecord;
  readonly possible: 'yes' | 'no' | 'undecided';
  readonly reason: string;
}

function withoutIn(one: CaseRecord, answer: Answer, without: CapabilitySet): Without {
  const universe = setOfNames(one.universe);
  const rest = difference(universe, without);
  const free = bordersOf(one, answer).minimal.filter((set) => intersection(set, without) === EMPTY_SET);
  if (free.length > 0) return { one, possible: 'yes', reason: servingText(one, answer, free) };
  const standing = standingOf(one, answer, rest);
  if (standing.kind === 'serves') return { one, possible: 'yes', reason: becauseText(one, rest, standing) };
  const violated = one.violations.some((violation) => violation.answer === answer);
  // Where more capabilities hurt, a smaller set may serve although all the rest together fails.
  if (standing.kind === 'fails' && !violated)
    return { one, possible: 'no', reason: failingText(one, answer, rest, standing) };
  return { one, possible: 'undecided', reason: becauseText(one, rest, standing) };
}

function servingText(one: CaseRecord, answer: Answer, sets: readonly CapabilitySet[]): string {
  const told = sets.map((set) => {
    return `${servingSetText(set, setOfNames(one.universe))} serves${trialsText(trialsWith(one, answer, set, 'pass'))}`;
  });
  return told.join(' or ');
}

function failingText(one: CaseRecord, answer: Answer, rest: CapabilitySet, standing: Decided): string {
  const { by, trials } = standing;
  const shown = shownText(one, by);
  // The trials of a record do not name the instruction; the loss that was shown by the same set does.
  const loss = answer === 'faithful' ? one.losses.find(({ set }) => setOfNames(set) === by) : undefined;
  const { place, silent } = loss === undefined ? { place: '', silent: false } : lossText(loss);
  const where = [...(place === '' ? [] : [place]), ...(silent ? ['SILENT'] : []), ...(shown === '' ? [] : [shown])];
  const verb = answer === 'faithful' && silent ? 'does not give the same image' : 'fails';
  const told = by === rest ? '' : ', which holds all the rest,';
  return `${setText(by, setOfNames(one.universe))}${told} ${verb}${trialsText(trials)}${doubtText(one, standing)}${where.length === 0 ? '' : `: ${where.join(': ')}`}`;
}

const ORDER = ['no', 'undecided', 'yes'] as const;

function tally(found: readonly Without[]): string {
  const those = (possible: Without['possible']): number => found.filter((one) => one.possible === possible).length;
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only.possible;
  return [
    `yes in ${those('yes')} of ${countOf(found.length, 'case')}`,
    ...(those('no') === 0 ? [] : [`no in ${those('no')}`]),
    ...(those('undecided') === 0 ? [] : [`undecided in ${those('undecided')}`]),
  ].join(', ');
}

function lines(found: readonly Without[]): string[] {
  const ordered = ORDER.flatMap((possible) => found.filter((one) => one.possible === possible));
  const width = Math.max(0, ...ordered.map(({ one }) => safeText(one.id).length));
  return ordered.map(
    ({ one, possible, reason }) => `  ${safeText(one.id).padEnd(width)}  ${possible.padEnd(3)}  ${reason}`,
  );
}

/** The largest set without them decides: nothing smaller serves where it fails. */
function nextStep(found: readonly Without[], without: CapabilitySet): string[] {
  const open = found.filter(({ one, possible }) => possible === 'undecided' && one.referenceFailure === null);
  const cases = [...new Set(open.map(({ one }) => one))];
  if (cases.length === 0) return [];
  return [
    '',
    'only a new trial could tell what is undecided:',
    ...cases.map((one) =>
      one.violations.length > 0
        ? `  ${searchCommand(one, without)}`
        : `  ${verifyCommand(difference(setOfNames(one.universe), without), [one])}`,
    ),
  ];
}
