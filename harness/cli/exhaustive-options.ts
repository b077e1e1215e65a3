import { type CapabilitySet, difference, EMPTY_SET, formatSet, sizeOf } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import type { Case } from '../corpus/case.ts';
import { HarnessError } from '../errors.ts';
import { MOST_CAPABILITIES_OF_A_TABLE } from '../record/truth-table.ts';

/** The options of `discover` that are about trying every subset. */
export interface ExhaustiveOptions {
  /** Try every subset instead of searching. */
  readonly exhaustive?: boolean;
  /** Only the subsets of these, with and without the rest of the universe. */
  readonly over?: string;
  /** Begin without asking. */
  readonly yes?: boolean;
}

/**
 * The capabilities of which every subset is to be tried; undefined for each case's whole universe.
 *
 * @throws HarnessError BAD_INPUT for an unknown name, or if nothing is to be exhaustive.
 */
export function parseOver({ exhaustive, over }: ExhaustiveOptions): CapabilitySet | undefined {
  if (over === undefined) return undefined;
  if (exhaustive !== true) {
    throw new HarnessError('BAD_INPUT', '--over was given without --exhaustive', {
      hint: 'Add --exhaustive to try every subset of these capabilities, or leave --over out to search among all.',
    });
  }
  const named = parseSet(over);
  if (named !== EMPTY_SET) return named;
  throw new HarnessError('BAD_INPUT', '--over names no capability', { hint: 'Name some: --over CHOWN,FOWNER.' });
}

/**
 * Checks that each case's universe has what is to be tried, and that it is not too much ever to end.
 *
 * @throws HarnessError BAD_INPUT naming the first case of which that is not so.
 */
export function checkExhaustive(
  cases: readonly Pick<Case, 'id' | 'universe'>[],
  over: CapabilitySet | undefined,
): void {
  for (const { id, universe } of cases) {
    const missing = difference(over ?? EMPTY_SET, universe);
    if (missing !== EMPTY_SET) {
      throw new HarnessError('BAD_INPUT', `--over names ${formatSet(missing)}, outside the universe of ${id}`, {
        hint: `Its universe is ${formatSet(universe)}; --universe sets another.`,
      });
    }
    const size = sizeOf(over ?? universe);
    if (size > MOST_CAPABILITIES_OF_A_TABLE) {
      throw new HarnessError('BAD_INPUT', `${id}: ${size} capabilities have ${subsetCount(size)} subsets`, {
        hint: `Name up to ${MOST_CAPABILITIES_OF_A_TABLE} that matter: --exhaustive --over CHOWN,FOWNER.`,
      });
    }
  }
}

function subsetCount(size: number): string {
  return (2 ** size).toLocaleString('en-US');
}
