import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CaseRecord } from './record.ts';
import { outcomeOfTrial, type RecordedTrial, trialsOf } from './trials-of-set.ts';

/** What all trials of one set show together. */
export interface Verification {
  /**
   * `works`: every trial gave the same image. `fails`: none did. `flaky`: some did. `not-comparable`: every image equals the reference
   * image, but in what capabilities decide builds with everything granted differ among themselves. `no-verdict`: no trial tells.
   */
  readonly kind: 'works' | 'fails' | 'flaky' | 'not-comparable' | 'no-verdict';
  /** The trials that tell, in the order of the record. */
  readonly telling: readonly RecordedTrial[];
  /** Those that say nothing of the build. */
  readonly others: readonly RecordedTrial[];
}

/** What all trials of a set show; one that ended without a verdict neither blames nor clears it. */
export function verificationOf(one: CaseRecord, set: CapabilitySet): Verification {
  const trials = trialsOf(one, set);
  const telling = trials.filter((trial) => outcomeOfTrial(one, 'faithful', trial) !== undefined);
  const others = trials.filter((trial) => !telling.includes(trial));
  return { kind: kindOf(one, telling), telling, others };
}

function kindOf(one: CaseRecord, telling: readonly RecordedTrial[]): Verification['kind'] {
  const same = telling.filter(({ verdict }) => verdict === 'faithful').length;
  // Who forges one trial may have forged others unseen.
  if (telling.length === 0 || one.status === 'tampered') return 'no-verdict';
  if (same === 0) return 'fails';
  if (same < telling.length) return 'flaky';
  // As long as there is no reference, a build equals nothing but itself.
  if (one.faithful.minimalSets.length === 0 && one.faithful.maximalFailingSets.length === 0) return 'no-verdict';
  return one.status === 'unreproducible' ? 'not-comparable' : 'works';
}

/**
 * 0 if the set works for every case, under each variation too that was tried; 1 if it does not; 2 if a Dockerfile cannot be used; 3 if some
 * have no verdict.
 */
export function verificationExitCode(cases: readonly CaseRecord[], set: CapabilitySet): 0 | 1 | 2 | 3 {
  const kinds = cases.map((one) => verificationOf(one, set).kind);
  const varied = cases.flatMap(({ variations }) =>
    variations.flatMap(({ sets }) => sets.map(({ verdict }) => verdict)),
  );
  const isFailing =
    kinds.some((kind) => kind === 'fails' || kind === 'flaky') ||
    varied.some((verdict) => ['degraded', 'failed', 'timeout'].includes(verdict));
  if (isFailing) return 1;
  if (cases.some(({ status }) => status === 'invalid')) return 2;
  const isAnswered = kinds.every((kind) => kind === 'works') && varied.every((verdict) => verdict === 'faithful');
  return isAnswered ? 0 : 3;
}
