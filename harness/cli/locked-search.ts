import type { Case } from '../corpus/case.ts';
import { knownFindings } from '../lock/known-findings.ts';
import { type DiscoverOptions, priorsOf, searchRequest } from './discover-command.ts';
import { type LockOnDisk, lockPath } from './read-lock.ts';
import type { RunRequest } from './run-request.ts';
import { policyOf } from './search-options.ts';
import { type FinishedRun, startRun } from './start-run.ts';

/** The options of commands that search again what a lock file knows. */
export type LockedSearchOptions = Omit<DiscoverOptions, 'resume' | 'exhaustive' | 'over' | 'yes' | 'shard' | 'format'>;

/** Discovers cases; each is asked first what the lock file says that it needs, which costs the bound where nothing changed. */
export async function searchLockedCases(
  { file, lock }: LockOnDisk,
  cases: readonly Case[],
  request: Pick<RunRequest, 'paths' | 'select' | 'remembered'> & { readonly options: LockedSearchOptions },
): Promise<FinishedRun> {
  const ids = new Map(cases.map(({ id, dockerfile }) => [lockPath(file, dockerfile), id]));
  const known = knownFindings(lock, (path) => ids.get(path));
  return startRun(searchRequest(request, policyOf(request.options), await priorsOf(request), known));
}
