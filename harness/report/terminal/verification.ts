import { type CapabilitySet, formatMask, formatSet } from '../../capabilities/capability-set.ts';
import { parseMask } from '../../capabilities/mask.ts';
import type { CaseRecord } from '../../record/record.ts';
import { type RecordedTrial, trialsOf } from '../../record/trials-of-set.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { variationLines } from '../blocks/variation-text.ts';

/** What trials of one set showed: the verdict, the capabilities that were in force, and what was lost. */
export function verificationText(one: CaseRecord, set: CapabilitySet): string {
  const trials = trialsOf(one, set);
  const [first] = trials;
  if (first === undefined) {
    const reason = one.referenceFailure?.message ?? one.reason ?? 'no trial was run';
    return `${safeText(one.id)}  no verdict: ${safeText(reason)}`;
  }
  const agreeing = trials.filter(({ verdict }) => verdict === first.verdict);
  const shown = [...new Set(agreeing.flatMap((trial) => trial.shown))];
  return [
    `${safeText(one.id)}  ${VERDICTS[first.verdict]}     ${agreeing.length} of ${countOf(trials.length, 'trial')} agree`,
    `  ${inForce(first)}`,
    ...shown.slice(0, 5).map((text) => `  ${safeText(text)}`),
    ...variationLines(one).map((text) => `  ${text}`),
  ].join('\n');
}

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

function inForce({ capBnd }: RecordedTrial): string {
  const set = parseMask(capBnd ?? undefined);
  if (set === undefined) return 'CapBnd was not read';
  return `CapBnd ${formatMask(set)} = ${formatSet(set)}`;
}
