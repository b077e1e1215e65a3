import type { CaseProgress } from '../strategies/case-progress.ts';
import type { Budget } from './budget.ts';
import { createBreaker, type Fault } from './faults/breaker.ts';
import type { Recovery } from './faults/recover.ts';
import type { CaseDiscovery, LiveCase } from './live-case.ts';
import { openCorpus } from './open-corpus.ts';

/** All cases of a run. */
export interface CorpusDiscovery {
  readonly cases: readonly CaseDiscovery[];
  /** How many trials may run at once at most. */
  readonly jobs: number;
  readonly budget: Budget;
  /** Fires when no further trial is to begin. */
  readonly stop: AbortSignal;
  /** The case has no question left, or the discovery ends; it may go on when other cases show more noise. */
  readonly onSettled: (live: LiveCase, falseFailureRate: number) => void;
  /** After each trial of the case, once the next ones have begun. @default nobody looks */
  readonly onProgress?: ((live: LiveCase, progress: CaseProgress) => void) | undefined;
  /** The pause after a trial without a verdict; it doubles from here. @default 500 */
  readonly backOffMs?: number | undefined;
  /**
   * Looks, while no trial runs, for what made so many trials in a row end in this fault, and mends it; `time` counts the looks since
   * a trial last ended otherwise, from 1. @default nothing is broken
   */
  readonly recover?: ((fault: Fault, time: number) => Promise<Recovery>) | undefined;
  /**
   * What was lost since it last recovered, though trials can go on. What ran there has no verdict, and that is no case's fault: it recovers
   * once no trial runs. @default nothing is lost
   */
  readonly loss?: (() => string | undefined) | undefined;
}

/** How a discovery ended, besides what was observed. */
export interface CorpusEnd {
  /** The limit that left questions open; null if none did. */
  readonly budgetSpent: ReturnType<Budget['spent']>;
  /** What broke and stayed broken, in words; null if nothing did. */
  readonly fault: string | null;
}

/**
 * Asks until no case has a question left, the budget is spent or the run is stopped, beginning the next trial as soon as there
 * is room for it. Where one trial cannot go on no other begins, and those that run are cancelled and waited for: nobody may
 * remove the sandbox under them. Where one trial after another ends without a verdict, none begins before what they need is
 * whole; what stays broken ends the discovery.
 */
export async function discoverCorpus(corpus: CorpusDiscovery): Promise<CorpusEnd> {
  const { jobs, budget, stop, recover = async () => ({ kind: 'nothing-broken' }), loss } = corpus;
  const breaker = createBreaker();
  const open = openCorpus(corpus, breaker);
  let broken: string | null = null;
  try {
    for (;;) {
      const lost = loss?.();
      if (lost !== undefined) breaker.trip({ kind: 'infrastructure', class: 'engine', message: lost });
      while (open.beginNext());
      const fault = breaker.fault();
      // A case that is given up may have a question again once the fault is over.
      if (fault === undefined) open.settleIdle();
      open.tellProgress();
      if (open.running.size > 0) {
        await Promise.race(open.running);
        continue;
      }
      if (fault === undefined || stop.aborted) break;
      const recovery = await recover(fault, breaker.reset());
      if (recovery.kind === 'mended') for (const live of open.cases) live.forgetFaults();
      if (recovery.kind === 'broken') broken = recovery.message;
      if (broken !== null) break;
    }
  } catch (thrown) {
    for (const live of open.cases) live.abandon();
    throw thrown;
  } finally {
    await Promise.allSettled(open.running);
  }
  const isOpen = open.cases.some((live) => live.questions(jobs).length > 0);
  open.settleAll();
  return { budgetSpent: isOpen && broken === null ? budget.spent() : null, fault: broken };
}
