import type { Observation } from '../../vocabulary/observation.ts';
import type { TrialOutcome } from '../../vocabulary/trial-outcome.ts';

/** An ending that is not the build's doing. */
export type Fault = Extract<TrialOutcome, { kind: 'infrastructure' }>;

/** Tells a broken engine or sandbox from a case that fails for a reason of its own, by what the trials of all cases show. */
export interface Breaker {
  /** The last of so many faults in a row that no trial is to begin before somebody has looked; undefined while all is well. */
  fault(): Fault | undefined;
  /** Has somebody look before another trial begins, whatever the trials show. */
  trip(fault: Fault): void;
  /** Takes in how a trial went. */
  note(observation: Observation): void;
  /** Somebody has looked: counts anew. Gives how often that happened since a trial last ended otherwise, this time included. */
  reset(): number;
}

/** So many trials in a row without a verdict, of whatever cases, are no longer the affair of one of them. */
const FAULTS_IN_A_ROW = 3;

/** No fault has been seen. */
export function createBreaker(): Breaker {
  let inARow: Fault[] = [];
  let looks = 0;
  return {
    fault: () => (inARow.length >= FAULTS_IN_A_ROW ? inARow.at(-1) : undefined),
    trip: (fault) => {
      inARow = Array.from({ length: FAULTS_IN_A_ROW }, () => fault);
    },
    note({ outcome }) {
      if (outcome.kind === 'infrastructure') {
        inARow.push(outcome);
        return;
      }
      // One that was cancelled shows neither.
      if (outcome.kind === 'cancelled') return;
      inARow = [];
      looks = 0;
    },
    reset() {
      inARow = [];
      looks += 1;
      return looks;
    },
  };
}
