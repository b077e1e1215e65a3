import { difference, EMPTY_SET, formatSet, sizeOf } from '../../capabilities/capability-set.ts';
import { HarnessError } from '../../errors.ts';
import { MOST_CAPABILITIES_OF_A_TABLE } from '../../record/truth-table.ts';
import type { Case } from '../../vocabulary/case.ts';
import type { RunTask } from '../../vocabulary/run-plan.ts';

/**
 * Checks that each case's universe has every subset that is to be tried, and that there are not too many ever to end.
 *
 * @throws HarnessError naming the first case of which that is not so.
 */
export function assertTriable(cases: readonly Pick<Case, 'id' | 'universe'>[], task: RunTask): void {
  if (task.kind !== 'every-set') return;
  const { over } = task;
  for (const { id, universe } of cases) {
    const missing = difference(over ?? EMPTY_SET, universe);
    if (missing !== EMPTY_SET) {
      throw new HarnessError('OUTSIDE_UNIVERSE', `--over names ${formatSet(missing)}, which is not in play for ${id}`, {
        hint: `In play are ${formatSet(universe)}; --universe changes that.`,
      });
    }
    const size = sizeOf(over ?? universe);
    if (size > MOST_CAPABILITIES_OF_A_TABLE) {
      throw new HarnessError('TOO_MANY_SUBSETS', `${id}: ${size} capabilities have ${subsetCount(size)} subsets`, {
        hint: `Give at most ${MOST_CAPABILITIES_OF_A_TABLE} capabilities that matter: --exhaustive --over CHOWN,FOWNER.`,
      });
    }
  }
}

function subsetCount(size: number): string {
  return (2 ** size).toLocaleString('en-US');
}
