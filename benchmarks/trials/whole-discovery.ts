import { join } from 'node:path';
import { difference, formatSet, singletons } from '../../harness/capabilities/capability-set.ts';
import { setOfNames } from '../../harness/capabilities/parse-set.ts';
import { DOCKER_DEFAULTS } from '../../harness/capabilities/universe.ts';
import { measureProgram } from '../measuring/measure-program.ts';
import { builderOptions } from '../measuring/measured-builder.ts';
import { median, spreadText } from '../measuring/spread.ts';
import { type Surroundings, tellStep } from './surroundings.ts';
import type { TrialsRow } from './trials-row.ts';

const ROUNDS = 3;
/** How many times as fast as the loop a discovery has to be. */
const LEAST = 3.5;
/** All that a short run looks at. */
const FEW = ['CHOWN'];

/**
 * A whole discovery, from the start of the program to its end, beside the loop that people write: leave out one of Docker's
 * capabilities after the other and look at the exit code.
 */
export function wholeDiscovery(surroundings: Surroundings): TrialsRow {
  const { casePath, confirm, builder, opened, short, scratch } = surroundings;
  const rounds = short ? 1 : ROUNDS;
  const universe = difference(short ? setOfNames(FEW) : DOCKER_DEFAULTS, opened.needs.capabilities);
  const [tool, hand]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    tellStep(`discovery: round ${round} of ${rounds}`);
    const args = [
      'discover',
      casePath,
      `--universe=${formatSet(universe)}`,
      `--confirm=${confirm}`,
      // The loop by hand tests no assumption either.
      '--audit=off',
      '--vary=none',
      `--out=${join(scratch, `discovery-${round}`)}`,
      ...(short ? ['--jobs=1'] : []),
      ...builderOptions(builder),
    ];
    tool.push(measureProgram(args, scratch).durationMs);
    hand.push(dropOneByOne(surroundings, universe));
  }
  const ratio = median(hand) / median(tool);
  const fast = `${ratio.toFixed(1)} times as fast`;
  const cells = ['a whole discovery', spreadText(tool), spreadText(hand), fast, `at least ${LEAST}`];
  return { cells, isKept: ratio >= LEAST };
}

function dropOneByOne({ byHand, confirm }: Surroundings, universe: typeof DOCKER_DEFAULTS): number {
  const startedAt = performance.now();
  const needed = singletons(universe).filter((dropped) => {
    const exitCodes = Array.from({ length: confirm }, () => byHand(difference(DOCKER_DEFAULTS, dropped)).exitCode);
    return exitCodes.some((code) => code !== 0);
  });
  tellStep(`  by hand: exit code 0 needs ${needed.map(formatSet).join(' ')}`);
  return performance.now() - startedAt;
}
