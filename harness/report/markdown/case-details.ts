import { silentLosses } from '../../record/capability-need.ts';
import type { CaseRecord } from '../../record/record.ts';
import { countOf, durationText } from '../../text/plain-text.ts';
import { answersAgree, exitZeroVerb } from '../blocks/answer/answer-text.ts';
import { lossText } from '../blocks/answer/loss-text.ts';
import { beyondLines } from '../blocks/basis/beyond-text.ts';
import { coverLines } from '../blocks/basis/cover-text.ts';
import { maskedLines } from '../blocks/basis/masked-text.ts';
import { partialLines } from '../blocks/basis/partial-text.ts';
import { flakyLines, violationLines } from '../blocks/basis/violation-text.ts';
import { configurationLines } from '../blocks/run/configuration-text.ts';
import { contextLines } from '../blocks/run/context-text.ts';
import { variationLines } from '../blocks/variation/variation-text.ts';
import { plainName, setsCode } from './answer-line.ts';
import { codeText, sentence } from './code-text.ts';

const LONGEST_NAME = 80;
const LONGEST_TEXT = 400;

/** How many lines on what is odd about a case are told. */
const REMARKS_TOLD = 6;

/** How many things that were not compared are told. */
const MASKED_TOLD = 3;

/** A case in full, folded up until somebody wants to know. */
export function caseDetails(one: CaseRecord): string {
  return [
    '<details>',
    `<summary>${codeText(one.id, LONGEST_NAME)} ${summaryText(one)}</summary>`,
    '',
    ...lines(one).map((text) => `- ${text}`),
    '',
    '</details>',
    '',
  ].join('\n');
}

function summaryText(one: CaseRecord): string {
  if (one.referenceFailure !== null) return 'fails with everything granted';
  if (one.faithful.minimalSets.length === 0) return `has no answer (${one.status})`;
  const silent = silentLosses(one).length > 0 ? ' ⚠️' : '';
  return `${one.faithful.complete ? 'needs' : 'works with'} ${setsCode(one.faithful.minimalSets)}${silent}`;
}

function lines(one: CaseRecord): string[] {
  const { count, lowerBound, totalMs } = one.trials;
  const bound = one.faithful.complete ? ` (minimum ${lowerBound})` : '';
  const oddities = [...partialLines(one), ...violationLines(one), ...flakyLines(one)].slice(0, REMARKS_TOLD);
  const remarks = [
    ...coverLines(one),
    ...oddities,
    ...variationLines(one),
    ...beyondLines(one),
    ...maskedLines(one, MASKED_TOLD),
  ];
  return [
    ...[...contextLines(one), ...configurationLines(one)].map((text) => sentence(text, LONGEST_TEXT)),
    ...failureLines(one),
    ...one.losses.map(lossLine),
    ...exitZeroLines(one),
    ...remarks.map((text) => sentence(text, LONGEST_TEXT)),
    `${countOf(count, 'trial')}${bound}, ${durationText(totalMs)}`,
  ];
}

function failureLines({ referenceFailure, reason }: CaseRecord): string[] {
  if (referenceFailure === null) return reason === null ? [] : [sentence(reason, LONGEST_TEXT)];
  const { instruction, message } = referenceFailure;
  const place = instruction === null ? '' : `line ${instruction.line}, ${codeText(instruction.text, LONGEST_TEXT)}: `;
  return [`${place}${codeText(message, LONGEST_TEXT)}`];
}

function lossLine(loss: CaseRecord['losses'][number]): string {
  const { place, silent, what } = lossText(loss);
  const told = [codeText(place, LONGEST_NAME), codeText(what, LONGEST_TEXT)].filter((text) => text !== '').join(' ');
  return `**${plainName(loss.capability)}** ${silent ? '⚠️ silent: ' : ''}${told || 'the build does not end'}`;
}

function exitZeroLines(one: CaseRecord): string[] {
  if (answersAgree(one) || one.exitZero.minimalSets.length === 0) return [];
  const verb = exitZeroVerb(one.exitZero.complete, one.exitZero.minimalSets);
  return [`exit code 0 alone ${verb} ${setsCode(one.exitZero.minimalSets)}`];
}
