import type { CaseRecord, RunRecord } from '../record/record.ts';
import { countOf, durationText, safeText } from '../text/plain-text.ts';
import { answersAgree, setsInline } from './answer-text.ts';
import { auditLines, auditSummary } from './audit-text.ts';
import { hardeningLines, hardeningSummary } from './hardening-text.ts';
import { lossLines } from './loss-text.ts';
import { budgetLines, partialLines } from './partial-text.ts';
import { podSecurityLines } from './policy/pod-security-text.ts';
import { truthTableLines } from './truth-table-text.ts';
import { flakyLines, violationLines } from './violation-text.ts';

/** The answer of a case in one line; of a case whose reference fails, all there is to say. */
export function caseHeadline(one: CaseRecord): string {
  if (one.referenceFailure !== null) return referenceFailureText(one);
  const { count, lowerBound, totalMs } = one.trials;
  // What bounds a proof is known only once there is one.
  const bound = one.faithful.complete ? ` (bound ${lowerBound})` : '';
  const cost = `${one.status} · ${countOf(count, 'trial')}${bound} · ${durationText(totalMs)}`;
  if (one.faithful.minimalSets.length === 0) return `${safeText(one.id)}  ${cost}\n  ${safeText(one.reason ?? '')}`;
  return `${safeText(one.id)}  ${verb(one.faithful)}  ${setsInline(one.faithful.minimalSets)}     ${cost}`;
}

/** Only a complete answer tells a need; of another one it is known that its sets serve. */
function verb({ complete }: CaseRecord['faithful']): string {
  return complete ? 'needs' : 'is served by';
}

/** A case in full: the answer first, its reasons under it. */
export function caseSummary(one: CaseRecord): string {
  if (one.referenceFailure !== null || one.faithful.minimalSets.length === 0) return caseHeadline(one);
  const reasons = [
    ...(one.reason === null ? [] : [safeText(one.reason)]),
    ...partialLines(one),
    ...lossLines(one.losses),
    ...(answersAgree(one) ? [] : [`exit code 0 ${exitZeroVerb(one)} ${setsInline(one.exitZero.minimalSets)}`]),
    ...hardeningLines(one),
    ...maskedLines(one),
    ...violationLines(one),
    ...flakyLines(one),
    ...truthTableLines(one),
    ...auditLines(one),
  ];
  return [caseHeadline(one), ...reasons.map((line) => `  ${line}`)].join('\n');
}

function exitZeroVerb({ exitZero }: CaseRecord): string {
  return exitZero.complete ? 'needs only' : 'is served by';
}

/** How many masked fields are told before the rest is counted. */
const MASKED_TOLD = 3;

function maskedLines({ masked }: CaseRecord): string[] {
  const more = masked.length - MASKED_TOLD;
  return [
    ...masked.slice(0, MASKED_TOLD).map(({ text }) => `not compared, because it differs by itself: ${safeText(text)}`),
    ...(more > 0 ? [`and ${countOf(more, 'more thing')} not compared`] : []),
  ];
}

/** Words of a kernel that refuses; a build that ends with them may want a privilege beyond the universe. */
const REFUSED = /operation not permitted|permission denied|EPERM|EACCES/i;

function referenceFailureText(one: CaseRecord): string {
  const failure = one.referenceFailure;
  const place = failure?.instruction == null ? '' : ` at line ${failure.instruction.line}: ${failure.instruction.text}`;
  const wider = [
    '  The build may need a privilege that it was not given. If you trust the Dockerfile, try with more:',
    `    kaniko-caps discover --universe wide ${safeText(one.path)}`,
  ];
  return [
    `${safeText(one.id)}  the reference build fails with everything granted${safeText(place)}`,
    `  ${safeText(failure?.message ?? '')}`,
    ...(REFUSED.test([failure?.message, ...(failure?.log ?? [])].join('\n')) ? wider : []),
  ].join('\n');
}

/** A run as text for a person: its cases in full, and what is to be said of all of them. */
export function casesReport(record: RunRecord): string {
  const together = [
    ...podSecurityLines(record),
    ...budgetLines(record),
    ...hardeningSummary(record),
    ...auditSummary(record),
  ];
  return [...record.cases.map(caseSummary), ...(together.length === 0 ? [] : [together.join('\n')])].join('\n\n');
}
