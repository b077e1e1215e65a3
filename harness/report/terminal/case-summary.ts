import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { standingText } from '../../record/record-evidence.ts';
import { safeText } from '../../text/plain-text.ts';
import { answersAgree, exitZeroVerb, setsInline } from '../blocks/answer/answer-text.ts';
import { caseHeadline, obstacleOf } from '../blocks/answer/case-headline.ts';
import { lossLines, silentLegend } from '../blocks/answer/loss-text.ts';
import { auditLines, auditSummary } from '../blocks/basis/audit-text.ts';
import { coverLines } from '../blocks/basis/cover-text.ts';
import { maskedLines } from '../blocks/basis/masked-text.ts';
import { budgetLines, partialLines } from '../blocks/basis/partial-text.ts';
import { truthTableLines } from '../blocks/basis/truth-table-text.ts';
import { flakyLines, violationLines } from '../blocks/basis/violation-text.ts';
import { cacheLines } from '../blocks/run/cache-text.ts';
import { configurationLines } from '../blocks/run/configuration-text.ts';
import { contextLines } from '../blocks/run/context-text.ts';
import { variationSummary } from '../blocks/variation/variation-summary.ts';
import { variationLines } from '../blocks/variation/variation-text.ts';
import { podSecurityLines } from '../policy/comment/pod-security-text.ts';

/** A case in full: the answer first, its reasons under it. */
export function caseSummary(one: CaseRecord): string {
  const configuration = [...contextLines(one), ...configurationLines(one)];
  if (one.referenceFailure !== null || one.faithful.minimalSets.length === 0)
    return [caseHeadline(one), ...[...configuration, ...maskedLines(one, MASKED_TOLD)].map((line) => `  ${line}`)].join(
      '\n',
    );
  const reasons = [
    ...configuration,
    ...(one.reason === null || obstacleOf(one).length > 0 ? [] : [safeText(one.reason)]),
    ...partialLines(one),
    ...lossLines(one.losses),
    ...(answersAgree(one)
      ? []
      : [
          `exit code 0 ${exitZeroVerb(one.exitZero.complete, one.exitZero.minimalSets)} ${setsInline(one.exitZero.minimalSets)}`,
        ]),
    ...variationLines(one),
    ...maskedLines(one, MASKED_TOLD),
    ...coverLines(one),
    ...violationLines(one),
    ...flakyLines(one),
    ...truthTableLines(one),
    ...auditLines(one),
  ];
  return [caseHeadline(one), ...reasons.map((line) => `  ${line}`)].join('\n');
}

/** How many masked fields are told before the rest is counted. */
const MASKED_TOLD = 3;

/** A run as text for a person: its cases in full, and what is to be said of all of them. */
export function casesReport(record: RunRecord): string {
  const together = [
    ...silentLegend(record.cases),
    ...podSecurityLines(record),
    ...budgetLines(record),
    ...variationSummary(record),
    ...auditSummary(record),
  ];
  const standing = standingText(record.evidence);
  const common = [...(standing === undefined ? [] : [standing]), ...cacheLines(record)];
  return [
    ...(common.length === 0 ? [] : [common.join('\n')]),
    ...record.cases.map(caseSummary),
    ...(together.length === 0 ? [] : [together.join('\n')]),
  ].join('\n\n');
}
