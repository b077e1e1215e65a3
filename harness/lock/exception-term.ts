import type { LockFile } from './lock-file.ts';
import type { LockProblem } from './lock-problem.ts';

/** The longest term: whoever wants more looks at the reason again after it. A leap day is no reason to refuse a year. */
const LONGEST_DAYS = 366;

const DAY_MS = 86_400_000;

/** The first exception that would hold for more than a year from this day (`2027-01-31`), as if it were for ever. */
export function termProblem({ exceptions }: LockFile, today: string): LockProblem | undefined {
  const last = new Date(Date.parse(today) + LONGEST_DAYS * DAY_MS).toISOString().slice(0, 10);
  const index = exceptions.findIndex(({ expires }) => expires > last);
  const one = exceptions[index];
  if (one === undefined) return undefined;
  return {
    field: ['exceptions', index, 'expires'],
    what: `${one.expires} is more than a year ahead`,
    hint: `An exception holds for a year at most. Write ${last} or an earlier day, and renew it then if it is still needed.`,
  };
}
