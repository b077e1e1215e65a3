import type { UsualConfigurations } from '../../corpus/case-overrides.ts';
import { knownFindings } from '../../lock/known-findings.ts';
import type { PlannedRun } from '../planning/plan-run.ts';
import type { FinishedRun, Runner } from '../run-order.ts';
import { type LockOnDisk, lockPath } from './read-lock.ts';

/** How the cases of a lock file are planned, and how a plan is run. */
export interface LockedRunner {
  /** Plans the cases at these paths, configured as they are locked unless something says otherwise. */
  readonly plan: (paths: readonly string[], locked: UsualConfigurations) => Promise<PlannedRun>;
  readonly run: Runner;
  /** Hears of what is configured by the lock file alone. */
  readonly warn: (text: string) => void;
}

/** Runs a plan; each case is asked first what the lock file says that it needs, which costs the bound where nothing changed. */
export function searchLocked({ file, lock }: LockOnDisk, planned: PlannedRun, run: Runner): Promise<FinishedRun> {
  const ids = new Map(planned.plan.question.cases.map((one) => [lockPath(file, one), one.id]));
  return run({ ...planned, known: knownFindings(lock, (path) => ids.get(path)) });
}
