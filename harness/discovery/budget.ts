/** What a run may still spend. */
export interface Budget {
  /** Whether there is any limit. */
  readonly isLimited: boolean;
  /** How many further trials may begin now. */
  left(): number;
  /** Which limit is reached; null if none is. */
  spent(): 'trials' | 'time' | null;
  /** Takes the beginning of a trial into account. */
  begin(): void;
}

/** The limits of a run, and what earlier processes of it have spent. */
export interface BudgetSettings {
  readonly maxTrials: number | null;
  readonly maxTimeMs: number | null;
  readonly trialsBefore: number;
  readonly timeBeforeMs: number;
  /** The time of day in milliseconds. */
  readonly now: () => number;
}

/** Counts trials from their beginning, and time from now on. A trial that runs when the time is over is finished: it is measured. */
export function createBudget(settings: BudgetSettings): Budget {
  const { maxTrials, maxTimeMs, trialsBefore, timeBeforeMs, now } = settings;
  const startedAt = now();
  let begun = trialsBefore;
  const trialsLeft = (): number => (maxTrials === null ? Number.POSITIVE_INFINITY : Math.max(0, maxTrials - begun));
  const isLate = (): boolean => maxTimeMs !== null && timeBeforeMs + now() - startedAt >= maxTimeMs;
  return {
    isLimited: maxTrials !== null || maxTimeMs !== null,
    left: () => (isLate() ? 0 : trialsLeft()),
    spent: () => (isLate() ? 'time' : trialsLeft() === 0 ? 'trials' : null),
    begin: () => {
      begun += 1;
    },
  };
}
