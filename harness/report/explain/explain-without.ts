import { type CapabilitySet, difference, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { hurtsAnywhere } from '../../record/answer-cover.ts';
import type { CaseRecord } from '../../record/record.ts';
import { type ServingWithout, servingWithout } from '../../record/serving-without.ts';
import { type DecidedFinding, findingOfSet } from '../../record/set-finding.ts';
import { idsShowing } from '../../record/trials-of-set.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { listText, servingSetText, setText, trialsText } from '../../text/set-text.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { ANSWER_WORDS } from '../blocks/answer/answer-words.ts';
import { lossText } from '../blocks/answer/loss-text.ts';
import { becauseText, doubtText, shownText } from '../blocks/answer/set-finding-text.ts';
import { searchCommand, verifyCommand } from '../blocks/run/command-text.ts';
import { configurationsOfCases } from '../blocks/run/configuration-text.ts';

/** Whether each of these cases has a set that serves without these capabilities; exit code 0 alone only where that differs. */
export function explainWithout(cases: readonly CaseRecord[], without: CapabilitySet): string {
  const name = listText(namesOf(without));
  const faithful = cases.map((one) => withoutIn(one, 'faithful', without));
  const exitZero = cases.map((one) => withoutIn(one, 'exitZero', without));
  const differing = exitZero.filter(({ possible }, index) => possible !== faithful[index]?.possible);
  const alone = differing.length === 0 ? 'the same' : `${tally(exitZero)}; different from above:`;
  return [
    ...configurationsOfCases(cases),
    `without ${name}, ${ANSWER_WORDS.faithful}: ${tally(faithful)}`,
    ...lines(faithful),
    '',
    `without ${name}, ${ANSWER_WORDS.exitZero}: ${alone}`,
    ...lines(differing),
    ...nextStep([...faithful, ...exitZero], without),
  ].join('\n');
}

/** Whether one case can do without, for one answer. */
interface Without {
  readonly one: CaseRecord;
  readonly possible: ServingWithout['possible'];
  readonly reason: string;
}

function withoutIn(one: CaseRecord, answer: Answer, without: CapabilitySet): Without {
  const { possible, serving, rest, finding } = servingWithout(one, answer, without);
  if (serving.length > 0) return { one, possible, reason: servingText(one, answer, serving) };
  if (finding.kind === 'fails' && finding.basis.kind === 'cube') {
    const name = setText(rest, setOfNames(one.universe));
    return { one, possible, reason: `${name} does not work: ${becauseText(one, rest, finding)}` };
  }
  if (possible === 'no' && finding.kind === 'fails') {
    return { one, possible, reason: failingText(one, answer, rest, finding) };
  }
  return { one, possible, reason: becauseText(one, rest, finding) };
}

function servingText(one: CaseRecord, answer: Answer, sets: readonly CapabilitySet[]): string {
  const told = sets.map((set) => {
    const name = servingSetText(set, setOfNames(one.universe));
    const finding = findingOfSet(one, answer, set);
    const failed = finding.kind === 'flaky' ? doubtText({ kind: 'flaky', failures: finding.failures.length }) : '';
    return `${name} works${trialsText(idsShowing(one, answer, set, 'pass'))}${failed}`;
  });
  return told.join(' or ');
}

function failingText(one: CaseRecord, answer: Answer, rest: CapabilitySet, finding: DecidedFinding): string {
  const { set: by, trials } = finding.basis;
  const shown = shownText(one, by);
  // The trials of a record do not name the instruction; the loss that was shown by the same set does.
  const loss = answer === 'faithful' ? one.losses.find(({ set }) => setOfNames(set) === by) : undefined;
  const { place, silent } = loss === undefined ? { place: '', silent: false } : lossText(loss);
  const where = [...(place === '' ? [] : [place]), ...(silent ? ['SILENT'] : []), ...(shown === '' ? [] : [shown])];
  const verb = answer === 'faithful' && silent ? 'does not give the same image' : 'fails';
  const told = by === rest ? '' : ', which contains everything else,';
  return `${setText(by, setOfNames(one.universe))}${told} ${verb}${trialsText(trials)}${doubtText(finding.doubt)}${where.length === 0 ? '' : `: ${where.join(': ')}`}`;
}

/** What a person calls it. */
const POSSIBLE_WORDS: Readonly<Record<Without['possible'], string>> = {
  yes: 'yes',
  no: 'no',
  'not-known': 'not known',
};

const ORDER = ['no', 'not-known', 'yes'] as const;

function tally(found: readonly Without[]): string {
  const those = (possible: Without['possible']): number => found.filter((one) => one.possible === possible).length;
  const [only] = found;
  if (found.length === 1 && only !== undefined) return POSSIBLE_WORDS[only.possible];
  return [
    `yes in ${those('yes')} of ${countOf(found.length, 'case')}`,
    ...(those('no') === 0 ? [] : [`no in ${those('no')}`]),
    ...(those('not-known') === 0 ? [] : [`not known in ${those('not-known')}`]),
  ].join(', ');
}

function lines(found: readonly Without[]): string[] {
  const ordered = ORDER.flatMap((possible) => found.filter((one) => one.possible === possible));
  const width = Math.max(0, ...ordered.map(({ one }) => safeText(one.id).length));
  return ordered.map(
    ({ one, possible, reason }) =>
      `  ${safeText(one.id).padEnd(width)}  ${POSSIBLE_WORDS[possible].padEnd(3)}  ${reason}`,
  );
}

/** The largest set without them decides: nothing smaller serves where it fails. */
function nextStep(found: readonly Without[], without: CapabilitySet): string[] {
  const open = found.filter(({ one, possible }) => possible === 'not-known' && one.referenceFailure === null);
  const cases = [...new Set(open.map(({ one }) => one))];
  if (cases.length === 0) return [];
  return [
    '',
    'to find out what is not known:',
    ...cases.map((one) =>
      hurtsAnywhere(one)
        ? `  ${searchCommand(one, without)}`
        : `  ${verifyCommand(difference(setOfNames(one.universe), without), [one])}`,
    ),
  ];
}
