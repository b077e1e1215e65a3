import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { answerBorders } from '../../record/answer-borders.ts';
import { hurtsAnywhere } from '../../record/answer-cover.ts';
import type { CaseRecord } from '../../record/record.ts';
import { findingOfSet } from '../../record/set-finding.ts';
import { idsShowing } from '../../record/trials-of-set.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { servingSetText, setText } from '../../text/set-text.ts';
import { ANSWERS, type Answer } from '../../vocabulary/answer.ts';
import { ANSWER_WORDS } from '../blocks/answer/answer-words.ts';
import { caseHeadline } from '../blocks/answer/case-headline.ts';
import { lossText } from '../blocks/answer/loss-text.ts';
import { shownText } from '../blocks/answer/set-finding-text.ts';
import { auditLines } from '../blocks/basis/audit-text.ts';
import { beyondLines } from '../blocks/basis/beyond-text.ts';
import { coverLines } from '../blocks/basis/cover-text.ts';
import { partialLines } from '../blocks/basis/partial-text.ts';
import { truthTableLines } from '../blocks/basis/truth-table-text.ts';
import { flakyLines, violationLines } from '../blocks/basis/violation-text.ts';
import { configurationLines } from '../blocks/run/configuration-text.ts';
import { contextLines } from '../blocks/run/context-text.ts';
import { variationLines } from '../blocks/variation/variation-text.ts';

/** The certificate of a case: each set of the two borders with its trials, and what each failing one fails for. */
export function explainCase(one: CaseRecord): string {
  const configuration = [...contextLines(one), ...configurationLines(one)].map((line) => `  ${line}`);
  if (one.referenceFailure !== null || one.faithful.minimalSets.length === 0)
    return [caseHeadline(one), ...configuration].join('\n');
  const universe = setOfNames(one.universe);
  const same =
    JSON.stringify(bordersText(one, 'faithful', universe)) === JSON.stringify(bordersText(one, 'exitZero', universe));
  const blocks = same
    ? [answerLines(one, 'faithful', `${ANSWER_WORDS.faithful}, and ${ANSWER_WORDS.exitZero} alone`, universe)]
    : ANSWERS.map((answer) => answerLines(one, answer, ANSWER_WORDS[answer], universe));
  const besides = [
    ...coverLines(one),
    ...partialLines(one),
    ...variationLines(one),
    ...violationLines(one),
    ...flakyLines(one),
    ...truthTableLines(one),
    ...auditLines(one),
    ...beyondLines(one),
  ];
  return [
    caseHeadline(one),
    ...configuration,
    `  ${basisText(one)}`,
    ...blocks.flat().map((line) => `  ${line}`),
    ...besides.map((line) => `  ${line}`),
  ].join('\n');
}

/** What makes the sets below a proof, or what they lack to be one. */
function basisText(one: CaseRecord): string {
  const all = countOf(2 ** one.universe.length, 'set');
  if (one.faithful.complete && one.exitZero.complete) {
    if (hurtsAnywhere(one)) return `a set works if it contains one that works below, unless more capabilities hurt it`;
    return `the sets below decide all ${all}: a set works if it contains one that works, and does not work if it is part of one that does not work`;
  }
  return `the sets below do not decide all ${all}${one.reason === null ? '' : `: ${safeText(one.reason)}`}`;
}

function answerLines(one: CaseRecord, answer: Answer, name: string, universe: CapabilitySet): string[] {
  const borders = bordersText(one, answer, universe);
  const widths = ([0, 1, 2] as const).map((column) => Math.max(0, ...borders.map((row) => row[column].length)));
  const drawn = borders.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`${name}:`, ...drawn.map((line) => `  ${line}`)];
}

type Row = readonly [kind: string, set: string, trials: string, what: string];

function bordersText(one: CaseRecord, answer: Answer, universe: CapabilitySet): Row[] {
  const { minimal, failing } = answerBorders(one, answer);
  return [
    ...minimal.map((set): Row => ['works', servingSetText(set, universe), cited(one, answer, set, 'pass'), '']),
    ...failing.map(
      (set): Row => [
        failureWord(one, set),
        setText(set, universe),
        cited(one, answer, set, 'fail'),
        failureText(one, answer, set),
      ],
    ),
  ];
}

function cited(one: CaseRecord, answer: Answer, set: CapabilitySet, outcome: 'pass' | 'fail'): string {
  const trials = idsShowing(one, answer, set, outcome);
  return trials.length > 4 ? `${trials.slice(0, 3).join(' ')} and ${trials.length - 3} more` : trials.join(' ');
}

/** Whether the build reports that it fails. */
function failureWord(one: CaseRecord, set: CapabilitySet): string {
  return ['serves', 'flaky'].includes(findingOfSet(one, 'exitZero', set).kind) ? 'differs' : 'fails';
}

/** What the capabilities that the set lacks are for. */
function failureText(one: CaseRecord, answer: Answer, set: CapabilitySet): string {
  const loss = one.losses.find((known) => setOfNames(known.set) === set);
  if (loss === undefined || (answer === 'exitZero' && loss.verdict === 'degraded')) return shownText(one, set);
  const { place, silent, what } = lossText(loss);
  return [...(place === '' ? [] : [place]), ...(silent ? ['SILENT'] : []), what].join(': ');
}
