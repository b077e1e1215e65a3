import {
  type CapabilitySet,
  EMPTY_SET,
  formatSet,
  intersection,
  sizeOf,
} from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { checkAgainstTable } from '../../../record/table-check.ts';
import { type TableFindings, tableFindings } from '../../../record/table-findings.ts';
import { type Plane, truthTableIn } from '../../../record/truth-table.ts';
import { countOf, numberText } from '../../../text/plain-text.ts';
import { servingSetText, setText } from '../../../text/set-text.ts';
import { ANSWERS, type Answer } from '../../../vocabulary/answer.ts';
import { ANSWER_WORDS } from '../answer/answer-words.ts';

/** What the truth table of a case shows: verdicts, sets that serve, violations, and whether the certificate agrees with it. */
export function truthTableLines(one: CaseRecord): string[] {
  if (one.truthTable === null) return [];
  const table = truthTableIn(one);
  if (table === undefined) return ['the truth table cannot be read'];
  return table.planes.flatMap((plane) => planeLines(one, plane));
}

function planeLines(one: CaseRecord, plane: Plane): string[] {
  const universe = setOfNames(one.universe);
  const rest = plane.besides === EMPTY_SET ? 'with nothing else' : 'with everything else';
  const of = plane.over === universe ? 'the capabilities in play' : `${formatSet(plane.over)}, ${rest}`;
  const name = `${numberText(plane.letters.length)} subsets of ${of}`;
  return [
    `truth table of the ${name}: ${countsText(plane)}${sourceText(one, plane)}`,
    ...ANSWERS.flatMap((answer) => answerLines(one, plane, answer)),
  ];
}

const KINDS = {
  F: 'same image',
  D: 'exit code 0 with a different image',
  X: 'failed',
  T: 'did not end',
  '?': 'not tried',
};

function countsText({ letters }: Plane): string {
  return (['F', 'D', 'X', 'T', '?'] as const)
    .map((letter) => ({ letter, count: letters.filter((other) => other === letter).length }))
    .filter(({ count }) => count > 0)
    .map(({ letter, count }) => `${numberText(count)} ${KINDS[letter]}`)
    .join(', ');
}

/** How many entries follow from trials of other sets; nothing where all were tried. */
function sourceText(one: CaseRecord, plane: Plane): string {
  const { tried, decidedByOthers } = checkAgainstTable(one, plane, 'faithful');
  if (decidedByOthers === 0) return '';
  return `; ${numberText(tried)} tried, ${numberText(decidedByOthers)} decided by trials of other sets`;
}

function answerLines(one: CaseRecord, plane: Plane, answer: Answer): string[] {
  const universe = setOfNames(one.universe);
  const findings = tableFindings(plane, answer);
  const { minimal, oneMinimal } = findings;
  const surplus = oneMinimal.filter((set) => !minimal.includes(set));
  // The rest of the plane is told once, in its name.
  const named = (sets: readonly CapabilitySet[]): string =>
    some(
      sets.map((set) => intersection(set, plane.over)),
      universe,
    );
  // A smaller one may be among those that were not tried.
  const told = plane.letters.includes('?') ? 'seen to work' : 'that work';
  const smallest =
    minimal.length === 0
      ? `no set ${plane.letters.includes('?') ? 'was seen to work' : 'works'}`
      : `the smallest sets ${told}: ${named(minimal)}`;
  return [
    `  ${ANSWER_WORDS[answer]}: ${smallest}; ${certificateText(one, plane, answer)}`,
    ...(surplus.length === 0
      ? []
      : [`    fails with any one capability less, and yet a smaller part works: ${named(surplus)}`]),
    ...violationText(findings, plane, universe),
  ];
}

function violationText({ violations }: TableFindings, plane: Plane, universe: CapabilitySet): string[] {
  const [first] = violations;
  if (first === undefined) return [];
  const pairs = (sizeOf(plane.over) * plane.letters.length) / 2;
  const told = violations
    .slice(0, TOLD)
    .map(({ passing, failing }) => `{${setText(passing, universe)}} works, {${setText(failing, universe)}} does not`);
  return [
    `    more capabilities hurt in ${numberText(violations.length)} of ${countOf(pairs, 'pair')} of sets that differ in one capability: ${told.join('; ')}`,
  ];
}

/** Whether what the certificate implies is what was seen. */
function certificateText(one: CaseRecord, plane: Plane, answer: Answer): string {
  // A set that works at times has one letter in the table, and is no proof of either.
  if (one.flaky.some((flaky) => flaky.answer === answer))
    return 'not compared with the proof, because the case is flaky';
  const { tried, decidedByOthers, wrong } = checkAgainstTable(one, plane, answer);
  const which = decidedByOthers === 0 ? '' : ' that were tried';
  if (wrong.length === 0) return `the proof agrees with all ${numberText(tried)}${which}`;
  return `the proof is WRONG about ${numberText(wrong.length)} of ${numberText(tried)}: ${some(wrong, setOfNames(one.universe))}`;
}

/** How many sets are told before the rest is counted. */
const TOLD = 3;

function some(sets: readonly CapabilitySet[], universe: CapabilitySet): string {
  const told = sets.slice(0, TOLD).map((set) => servingSetText(set, universe));
  const more = sets.length - TOLD;
  return `${told.join(' or ')}${more > 0 ? ` and ${numberText(more)} more` : ''}`;
}
