import { knownFindings } from '../../lock/known-findings.ts';
import type { PlannedRun } from '../planning/plan-run.ts';
import type { FinishedRun, Runner } from '../run-order.ts';
import { type LockOnDisk, lockPath } from './read-lock.ts';

/** Runs a plan; each case is asked first what the lock file says that it needs, which costs the bound where nothing changed. */
export function searchLocked({ file, lock }: LockOnDisk, planned: PlannedRun, run: Runner): Promise<FinishedRun> {
  const ids = new Map(planned.plan.question.cases.map((one) => [lockPath(file, one), one.id]));
  return run({ ...planned, known: knownFindings(lock, (path) => ids.get(path)) });
}
