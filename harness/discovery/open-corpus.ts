import { falseFailureRateOf, falseFailuresOf } from '../proof/false-failures.ts';
import { nextTrial } from '../strategies/schedule.ts';
import { createConcurrency } from './concurrency.ts';
import type { CorpusDiscovery } from './discover-corpus.ts';
import type { Breaker } from './faults/breaker.ts';
import { type LiveCase, openCase } from './live-case.ts';

/** The cases of a run while their trials run. */
export interface OpenCorpus {
  readonly cases: readonly LiveCase[];
  readonly running: ReadonlySet<Promise<void>>;
  /** Begins the next trial; says whether there was need and room for one. */
  beginNext(): boolean;
  /** Tells of each case without a question left. */
  settleIdle(): void;
  settleAll(): void;
  /** Tells how far those cases have come of which a trial has begun or ended. */
  tellProgress(): void;
}

/** Opens all cases; no trial runs yet. */
export function openCorpus(corpus: CorpusDiscovery, breaker: Breaker): OpenCorpus {
  const { jobs, budget, stop, backOffMs } = corpus;
  const concurrency = createConcurrency(jobs);
  // Every case asks for it with every question, and it takes a look at all of them.
  let rate: number | undefined;
  const falseFailureRate = (): number => {
    rate ??= falseFailureRateOf(falseFailuresOf(cases.map((live) => live.state())));
    return rate;
  };
  const onChange = (): void => {
    rate = undefined;
  };
  const cases: LiveCase[] = [];
  for (const discovery of corpus.cases)
    cases.push(openCase(discovery, { falseFailureRate, stop, backOffMs, onChange }));
  const running = new Set<Promise<void>>();
  const changed = new Set<LiveCase>();
  const begin = (live: LiveCase, question: Parameters<LiveCase['begin']>[0], slots: number): Promise<void> =>
    live.begin(question, slots).then((observation) => {
      concurrency.note(observation);
      breaker.note(observation);
    });
  return {
    ...settling(corpus, { cases, changed, falseFailureRate }),
    cases,
    running,
    beginNext() {
      if (stop.aborted || budget.left() <= 0 || breaker.fault() !== undefined) return false;
      const slots = concurrency.allowed();
      const occupied = cases.flatMap((live) => live.occupied());
      const next = nextTrial(cases, { slots, running: occupied, isBudgeted: budget.isLimited });
      if (next === undefined) return false;
      budget.begin();
      changed.add(next.case);
      const trial = begin(next.case, next.question, slots).finally(() => {
        running.delete(trial);
        changed.add(next.case);
      });
      running.add(trial);
      return true;
    },
  };
}

/** Whom to tell of which cases. */
interface Settling {
  readonly cases: readonly LiveCase[];
  /** Those of which a trial has begun or ended since it was last told. */
  readonly changed: Set<LiveCase>;
  readonly falseFailureRate: () => number;
}

function settling(
  { jobs, onSettled, onProgress }: CorpusDiscovery,
  { cases, changed, falseFailureRate }: Settling,
): Pick<OpenCorpus, 'settleIdle' | 'settleAll' | 'tellProgress'> {
  const settled = new Set<LiveCase>();
  const settle = (live: LiveCase): void => {
    if (!settled.has(live)) onSettled(live, falseFailureRate());
    settled.add(live);
  };
  return {
    settleIdle: () => cases.filter((live) => live.running === 0 && live.questions(jobs).length === 0).forEach(settle),
    settleAll: () => cases.forEach(settle),
    tellProgress() {
      for (const live of changed) if (!settled.has(live)) onProgress?.(live, live.progress(jobs));
      changed.clear();
    },
  };
}
