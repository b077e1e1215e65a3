import type { Observation } from '../vocabulary/observation.ts';

/** How many trials the engine can take at once, learned from how it takes them. */
export interface Concurrency {
  /** Never more than was asked for, never less than one. */
  allowed(): number;
  /** Takes in how a trial went. */
  note(observation: Observation): void;
}

/** A container that takes this many times as long to get ready as the fastest one, and this long at all, is a sign of load. */
const SLOW_FACTOR = 5;
const SLOW_AT_LEAST_MS = 2_000;

/** So many slow starts in a row mean one trial less at a time. */
const SLOW_IN_A_ROW = 3;

/** So many untroubled trials for each one that may run mean one more. */
const UNTROUBLED_FOR_MORE = 4;

/**
 * Halves what may run at once when a trial lacked memory or disk space, takes one away when containers are slow to start, and
 * gives it back when all goes well: additive increase, multiplicative decrease, as a network adapts to its load.
 */
export function createConcurrency(jobs: number): Concurrency {
  let allowed = jobs;
  let slow = 0;
  let untroubled = 0;
  let fastestMs = Number.POSITIVE_INFINITY;
  const lower = (to: number): void => {
    allowed = Math.max(1, to);
    slow = 0;
    untroubled = 0;
  };
  return {
    allowed: () => allowed,
    note({ outcome, readyMs }) {
      if (outcome.kind === 'infrastructure' && (outcome.class === 'memory' || outcome.class === 'disk')) {
        return lower(Math.floor(allowed / 2));
      }
      if (readyMs === null) return;
      fastestMs = Math.min(fastestMs, readyMs);
      const isSlow = readyMs > SLOW_AT_LEAST_MS && readyMs > SLOW_FACTOR * fastestMs;
      slow = isSlow ? slow + 1 : 0;
      untroubled = isSlow ? 0 : untroubled + 1;
      if (slow >= SLOW_IN_A_ROW) return lower(allowed - 1);
      if (untroubled < UNTROUBLED_FOR_MORE * allowed || allowed === jobs) return;
      allowed += 1;
      untroubled = 0;
    },
  };
}
