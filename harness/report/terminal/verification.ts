import { formatMask, formatSet } from '../../capabilities/capability-set.ts';
import { parseMask } from '../../capabilities/mask.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { answerTrials } from '../../record/answer-trials.ts';
import type { CaseRecord } from '../../record/record.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { hardeningLines } from '../blocks/hardening-text.ts';

type Trial = CaseRecord['trials']['all'][number];

/** The trials of one set that say something of it; the reference builds too, when the set is the whole universe. */
export function trialsOfSet(one: CaseRecord, set: readonly string[]): Trial[] {
  const wanted = setOfNames(set);
  return answerTrials(one).filter((trial) => setOfNames(trial.set) === wanted);
}

/** What trials of one set showed: the verdict, the capabilities that were in force, and what was lost. */
export function verificationText(one: CaseRecord, set: readonly string[]): string {
  const trials = trialsOfSet(one, set);
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
    ...hardeningLines(one).map((text) => `  ${text}`),
  ].join('\n');
}

const VERDICTS: Readonly<Record<Trial['verdict'], string>> = {
  faithful: 'served: the image equals the reference image',
  degraded: 'SILENT LOSS: exit code 0, but the image differs',
  failed: 'fails',
  timeout: 'does not end',
  untestable: 'untestable: the engine cannot grant the set',
  infrastructure: 'no verdict',
  cancelled: 'no verdict: cancelled',
};

function inForce({ capBnd }: Trial): string {
  const set = parseMask(capBnd ?? undefined);
  if (set === undefined) return 'CapBnd was not read';
  return `CapBnd ${formatMask(set)} = ${formatSet(set)}`;
}
