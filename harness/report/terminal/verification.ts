import { type CapabilitySet, formatMask, formatSet } from '../../capabilities/capability-set.ts';
import { parseMask } from '../../capabilities/mask.ts';
import type { CaseRecord } from '../../record/record.ts';
import type { RecordedTrial } from '../../record/trials-of-set.ts';
import { type Verification, verificationOf } from '../../record/verification.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { maskedLines } from '../blocks/basis/masked-text.ts';
import { variationLines } from '../blocks/variation/variation-text.ts';

/** How many differences, and how many masked things, are told of a case. */
const MOST_TOLD = 5;

/** What all trials of one set showed: the verdict, the capabilities that were in force, what was lost, and what was not compared. */
export function verificationText(one: CaseRecord, set: CapabilitySet): string {
  const verification = verificationOf(one, set);
  const [first] = verification.telling;
  if (verification.kind === 'no-verdict' || first === undefined) return withoutVerdict(one, verification);
  const shown = [...new Set(verification.telling.flatMap((trial) => trial.shown))];
  return [
    `${safeText(one.id)}  ${verdictText(verification, first)}`,
    `  ${inForce(first)}`,
    ...shown.slice(0, MOST_TOLD).map((text) => `  ${safeText(text)}`),
    ...otherLines(verification).map((text) => `  ${text}`),
    ...reasonLines(one, verification).map((text) => `  ${text}`),
    ...variationLines(one).map((text) => `  ${text}`),
    ...maskedLines(one, MOST_TOLD).map((text) => `  ${text}`),
  ].join('\n');
}

function withoutVerdict(one: CaseRecord, verification: Verification): string {
  const [other] = verification.others;
  const reason = one.referenceFailure?.message ?? one.reason ?? other?.shown[0] ?? 'no trial was run';
  if (one.status === 'invalid') return `${safeText(one.id)}  cannot be used: ${safeText(reason)}`;
  if (one.status === 'tampered') return `${safeText(one.id)}  no verdict: ${VERDICTS.tampered}: ${safeText(reason)}`;
  return [
    `${safeText(one.id)}  no verdict: ${safeText(reason)}`,
    ...otherLines(verification).map((text) => `  ${text}`),
  ].join('\n');
}

/** What the trials show, and how many of them. */
function verdictText({ kind, telling }: Verification, first: RecordedTrial): string {
  const verdicts = [...new Set(telling.map(({ verdict }) => verdict))];
  const counts = verdicts.map((verdict) => countText(verdict, telling));
  if (kind === 'flaky') return `FLAKY: does not always work     ${counts.join(', ')}`;
  if (verdicts.length > 1) return `does not work     ${counts.join(', ')}`;
  const trials = countOf(telling.length, 'trial');
  const words = kind === 'not-comparable' ? NOT_COMPARABLE : VERDICTS[first.verdict];
  return `${words}     ${telling.length} of ${trials} agree`;
}

function countText(verdict: RecordedTrial['verdict'], telling: readonly RecordedTrial[]): string {
  const count = telling.filter((trial) => trial.verdict === verdict).length;
  return `${COUNTED[verdict]} in ${count} of ${countOf(telling.length, 'trial')}`;
}

/** The trials without a verdict: they count for nothing, but are told. */
function otherLines({ others }: Verification): string[] {
  if (others.length === 0) return [];
  const why = [...new Set(others.map(({ verdict, shown }) => shown[0] ?? VERDICTS[verdict]))];
  return [`besides, ${countOf(others.length, 'trial')} without a verdict: ${safeText(why.join('; '))}`];
}

/** Why a case has no proof, where that bears upon the set. */
function reasonLines({ status, reason }: CaseRecord, { kind }: Verification): string[] {
  const isTold = kind === 'flaky' || kind === 'not-comparable' || status === 'flaky';
  return isTold && reason !== null ? [safeText(reason)] : [];
}

const NOT_COMPARABLE = 'not known: the image equals the reference image only in what does not vary by itself';

const VERDICTS: Readonly<Record<RecordedTrial['verdict'], string>> = {
  faithful: 'works: the image equals the reference image',
  degraded: 'SILENT LOSS: exit code 0, but the image differs',
  failed: 'fails',
  timeout: 'does not end',
  untestable: 'cannot be tried: the engine cannot grant the set',
  infrastructure: 'no verdict',
  tampered: 'the build tampered with the trial',
  cancelled: 'no verdict: cancelled',
};

/** What one of several ends is called. */
const COUNTED: Readonly<Record<RecordedTrial['verdict'], string>> = {
  ...VERDICTS,
  faithful: 'same image',
  degraded: 'SILENT LOSS',
  timeout: 'did not end',
  failed: 'failed',
};

function inForce({ capBnd }: RecordedTrial): string {
  const set = parseMask(capBnd ?? undefined);
  if (set === undefined) return 'CapBnd was not read';
  return `CapBnd ${formatMask(set)} = ${formatSet(set)}`;
}
