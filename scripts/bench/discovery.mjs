// A whole discovery, from the start of the program to its end, beside the loop that people write: leave out one of Docker's
// capabilities after the other and look at the exit code.
import { difference, formatSet, singletons } from '../../dist/capabilities/capability-set.js';
import { DOCKER_DEFAULTS } from '../../dist/capabilities/universe.js';
import { builderArguments, runProgram } from './run-program.mjs';
import { median, spreadText } from './statistics.mjs';
import { runDirectory } from './surroundings.mjs';

const ROUNDS = 3;

export async function benchDiscovery(surroundings) {
  const { casePath, confirm, builderOptions, byHand, tell } = surroundings;
  const [tool, hand] = [[], []];
  for (let round = 1; round <= ROUNDS; round += 1) {
    tell(`discovery: round ${round} of ${ROUNDS}`);
    const directory = runDirectory(surroundings, `discovery-${round}`);
    const args = [
      'discover',
      casePath,
      `--confirm=${confirm}`,
      // The loop by hand tests no assumption either.
      '--audit=off',
      `--out=${directory}`,
      ...builderArguments(builderOptions),
    ];
    tool.push(runProgram(args, surroundings).durationMs);
    hand.push(dropOneByOne(byHand, confirm, tell));
  }
  const ratio = median(hand) / median(tool);
  return [['a whole discovery', spreadText(tool), spreadText(hand), `${ratio.toFixed(1)} times as fast`, 'at least 3']];
}

function dropOneByOne(byHand, confirm, tell) {
  const startedAt = performance.now();
  const needed = singletons(DOCKER_DEFAULTS).filter((dropped) => {
    const exitCodes = Array.from({ length: confirm }, () => byHand(difference(DOCKER_DEFAULTS, dropped)).exitCode);
    return exitCodes.some((code) => code !== 0);
  });
  tell(`  by hand: exit code 0 needs ${needed.map(formatSet).join(' ')}`);
  return performance.now() - startedAt;
}
