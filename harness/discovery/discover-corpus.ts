import { falseFailureRateOf, falseFailuresOf } from '../proof/false-failures.ts';
import type { CaseProgress } from '../strategies/case-progress.ts';
import { nextTrial } from '../strategies/schedule.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { Budget } from './budget.ts';
import { createConcurrency } from './concurrency.ts';
import { type CaseDiscovery, type LiveCase, openCase } from './live-case.ts';

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
}

/** How a discovery ended, besides what was observed. */
export interface CorpusEnd {
  /** The limit that left questions open; null if none did. */
  readonly budgetSpent: ReturnType<Budget['spent']>;
}

/**
 * Asks until no case has a question left, the budget is spent or the run is stopped, beginning the next trial as soon as there
 * is room for it. Where one trial cannot go on no other begins, and those that run are cancelled and waited for: nobody may
 * remove the sandbox under them.
 */
export async function discoverCorpus(corpus: CorpusDiscovery): Promise<CorpusEnd> {
  const { jobs, budget, stop, backOffMs } = corpus;
  const concurrency = createConcurrency(jobs);
  const falseFailureRate = (): number => falseFailureRateOf(falseFailuresOf(cases.map((live) => live.state())));
  const cases: LiveCase[] = [];
  for (const discovery of corpus.cases) cases.push(openCase(discovery, { falseFailureRate, stop, backOffMs }));
  const settled = new Set<LiveCase>();
  const settle = (live: LiveCase): void => {
    if (!settled.has(live)) corpus.onSettled(live, falseFailureRate());
    settled.add(live);
  };
  const running = new Set<Promise<Observation>>();
  const changed = new Set<LiveCase>();
  const tellProgress = (): void => {
    for (const live of changed) if (!settled.has(live)) corpus.onProgress?.(live, live.progress(jobs));
    changed.clear();
  };
  const beginNext = (): boolean => {
    if (stop.aborted || budget.left() <= 0) return false;
    const slots = concurrency.allowed();
    const occupied = cases.flatMap((live) => live.occupied());
    const next = nextTrial(cases, { slots, running: occupied, isBudgeted: budget.isLimited });
    if (next === undefined) return false;
    budget.begin();
    const { case: live, question } = next;
    changed.add(live);
    const trial = live.begin(question, slots).finally(() => {
      running.delete(trial);
      changed.add(live);
    });
    running.add(trial);
    return true;
  };
  try {
    for (;;) {
      while (beginNext());
      cases.filter((live) => live.running === 0 && live.questions(jobs).length === 0).forEach(settle);
      tellProgress();
      if (running.size === 0) break;
      concurrency.note(await Promise.race(running));
    }
  } catch (thrown) {
    for (const live of cases) live.abandon();
    throw thrown;
  } finally {
    await Promise.allSettled(running);
  }
  const isOpen = cases.some((live) => live.questions(jobs).length > 0);
  cases.forEach(settle);
  return { budgetSpent: isOpen ? budget.spent() : null };
}
