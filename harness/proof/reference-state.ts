import type { JudgedTrial } from './judge.ts';

/** How the builds with the whole universe stand. */
export type ReferenceState =
  | {
      readonly kind: 'open';
      readonly builds: number;
      readonly failures: number;
      /** How many more are to be built. */
      readonly due: number;
    }
  | {
      readonly kind: 'sound';
      readonly builds: number;
      readonly failures: number;
      /** The first that failed all the same; null if none did. */
      readonly trial: JudgedTrial | null;
    }
  /** The build fails with everything granted, too often for chance: no subset can be judged. */
  | { readonly kind: 'failed'; readonly trial: JudgedTrial; readonly failures: number }
  /** It both succeeded and failed, and too seldom succeeded for a reference. */
  | { readonly kind: 'flaky'; readonly trial: JudgedTrial; readonly builds: number; readonly failures: number };

/** How many builds make a reference; two show what is not reproducible in nearly every build that is not. */
export const REFERENCE_BUILDS = 2;

/** How many failures beside a single success make the reference flaky at least. */
const FLAKY_REFERENCE_FAILURES = 3;

/** How builds with the whole universe stand. As long as none succeeds, each further failure makes it less probable that one would. */
export function soundness(own: readonly JudgedTrial[], failuresToGiveUp: number): ReferenceState {
  const builds = own.filter(({ observation }) => observation.outcome.kind === 'built').length;
  const failed = own.filter(({ verdict }) => verdict.kind === 'failed' || verdict.kind === 'timeout');
  const [trial = null] = failed;
  const failures = failed.length;
  if (builds >= REFERENCE_BUILDS) return { kind: 'sound', builds, failures, trial };
  if (trial !== null && builds > 0 && failures >= Math.max(FLAKY_REFERENCE_FAILURES, failuresToGiveUp)) {
    return { kind: 'flaky', trial, builds, failures };
  }
  if (trial !== null && builds === 0 && failures >= failuresToGiveUp) return { kind: 'failed', trial, failures };
  // Those that are due run at once: no more than a reference needs, for one that succeeds ends the row of failures.
  const due = builds > 0 ? REFERENCE_BUILDS - builds : Math.min(REFERENCE_BUILDS, failuresToGiveUp - failures);
  return { kind: 'open', builds, failures, due };
}
