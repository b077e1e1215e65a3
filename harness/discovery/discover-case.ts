import { setTimeout as sleep } from 'node:timers/promises';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Observation } from '../trial/observation.ts';
import { type CaseState, deriveCaseState } from './case-state.ts';
import type { Judge } from './judge.ts';
import type { Strategy } from './strategy.ts';

/** One case to discover. */
export interface CaseInquiry {
  readonly universe: CapabilitySet;
  /** What earlier processes of the run observed. */
  readonly earlier: readonly Observation[];
  readonly judge: Judge;
  readonly strategy: Strategy;
  /** How many trials of the case may run at once. */
  readonly slots: number;
  /** Runs one trial when there is room for it; undefined if `isMoot` holds by then and nothing was run. */
  readonly tryOut: (set: CapabilitySet, isMoot: () => boolean) => Promise<Observation | undefined>;
  /** Fires when no further trial is to begin. */
  readonly stop: AbortSignal;
  readonly onState: (state: CaseState) => void;
  /** The pause after a trial without a verdict; it doubles from here. @default 500 */
  readonly backOffMs?: number;
}

const BACK_OFF_MS = 500;

/**
 * Asks questions until none is left, starting the next as soon as one is answered. Every answer is derived anew from all
 * observations, so an interrupted discovery goes on exactly where it was.
 */
export async function discoverCase(inquiry: CaseInquiry): Promise<CaseState> {
  const observations = [...inquiry.earlier];
  const running = new Map<Promise<void>, CapabilitySet>();
  const derive = (): CaseState => deriveCaseState(inquiry.universe, observations, inquiry.judge);
  let state = derive();
  const ask = (set: CapabilitySet): void => {
    // A question that has to wait for room may be decided by then; a repeat never is.
    const wasOpen = !isDecided(set, state);
    const answered = inquiry
      .tryOut(set, () => inquiry.stop.aborted || (wasOpen && isDecided(set, state)))
      .then(async (observation) => {
        if (observation === undefined) return;
        await backOff(observation, observations, inquiry);
        observations.push(observation);
      })
      .finally(() => running.delete(answered));
    running.set(answered, set);
  };
  try {
    for (;;) {
      inquiry.onState(state);
      const questions = inquiry.stop.aborted ? [] : inquiry.strategy(state, [...running.values()]);
      for (const set of questions.slice(0, inquiry.slots - running.size)) ask(set);
      if (running.size === 0) return state;
      await Promise.race(running.keys());
      state = derive();
    }
  } finally {
    // Where one trial cannot go on, the others still have something on the engine: nobody may go before them.
    await Promise.allSettled(running.keys());
  }
}

function isDecided(set: CapabilitySet, { faithful, exitZero }: CaseState): boolean {
  return [faithful, exitZero].every((ledger) => ledger.statusOf(set).status !== 'unknown');
}

/** Gives whatever broke some time before the same set is tried again. */
async function backOff(
  latest: Observation,
  earlier: readonly Observation[],
  { stop, backOffMs = BACK_OFF_MS }: CaseInquiry,
): Promise<void> {
  if (latest.outcome.kind !== 'infrastructure') return;
  const before = earlier.filter(
    (seen) => seen.capabilities === latest.capabilities && seen.outcome.kind === 'infrastructure',
  ).length;
  await sleep(backOffMs * 2 ** before, undefined, { signal: stop }).catch(() => undefined);
}
