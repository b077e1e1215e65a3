import { Schedule } from '../strategies/schedule/schedule.ts';
import { sharesOfIdle } from '../strategies/schedule/shares-of-work.ts';
import { createConcurrency } from './concurrency.ts';
import type { CorpusDiscovery } from './discover-corpus.ts';
import type { Breaker } from './faults/breaker.ts';
import { type LiveCase, openCase } from './live-case.ts';
import { PooledFailures } from './pooled-failures.ts';

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
  const pooled = new PooledFailures();
  const cases: readonly LiveCase[] = corpus.cases.map((discovery) => {
    const live = openCase(discovery, {
      falseFailureRate: () => pooled.rate,
      stop,
      backOffMs,
      onChange: () => onChange(live),
    });
    pooled.take(live);
    return live;
  });
  const schedule = new Schedule(cases, { isBudgeted: budget.isLimited });
  const settling = openSettling(corpus, { cases, falseFailureRate: () => pooled.rate });
  const onChange = (live: LiveCase): void => {
    schedule.changed(live);
    settling.changed([live]);
    if (!pooled.take(live)) return;
    // Every case asks the more the more often failures are chance.
    schedule.allChanged();
    settling.changed(cases);
  };
  const running = new Set<Promise<void>>();
  const begin = (live: LiveCase, question: Parameters<LiveCase['begin']>[0], slots: number): Promise<void> =>
    live.begin(question, slots).then((observation) => {
      concurrency.note(observation);
      breaker.note(observation);
    });
  return {
    ...settling,
    cases,
    running,
    beginNext() {
      if (stop.aborted || budget.left() <= 0 || breaker.fault() !== undefined) return false;
      const slots = concurrency.allowed();
      const next = schedule.next(slots);
      if (next === undefined) return false;
      budget.begin();
      settling.begunOrEnded(next.case);
      const trial = begin(next.case, next.question, slots).finally(() => {
        running.delete(trial);
        settling.begunOrEnded(next.case);
      });
      running.add(trial);
      return true;
    },
  };
}

/** Whom to tell of which cases, when. */
interface Settling extends Pick<OpenCorpus, 'settleIdle' | 'settleAll' | 'tellProgress'> {
  /** Hears that these cases may have no question left, or one again. */
  changed(cases: Iterable<LiveCase>): void;
  /** Hears that a trial of a case has begun or ended. */
  begunOrEnded(live: LiveCase): void;
}

function openSettling(
  { jobs, onSettled, onProgress }: CorpusDiscovery,
  { cases, falseFailureRate }: { readonly cases: readonly LiveCase[]; readonly falseFailureRate: () => number },
): Settling {
  const places = new Map(cases.map((live, place) => [live, place]));
  const placeOf = (live: LiveCase): number => places.get(live) ?? 0;
  const idleShares = sharesOfIdle(jobs, cases.length);
  const unseen = new Set(cases);
  const untold = new Set<LiveCase>();
  const settled = new Set<LiveCase>();
  const settle = (live: LiveCase): void => {
    if (!settled.has(live)) onSettled(live, falseFailureRate());
    settled.add(live);
  };
  return {
    changed: (some) => {
      for (const live of some) unseen.add(live);
    },
    begunOrEnded: (live) => void untold.add(live),
    settleIdle() {
      const changed = [...unseen].sort((a, b) => placeOf(a) - placeOf(b));
      unseen.clear();
      const idle = changed.filter((live) => live.running === 0 && live.questions(jobs).length === 0);
      idle.forEach(settle);
      for (const live of idle) live.rest(idleShares);
    },
    settleAll: () => cases.forEach(settle),
    tellProgress() {
      for (const live of untold) if (!settled.has(live)) onProgress?.(live, live.progress(jobs));
      untold.clear();
    },
  };
}
