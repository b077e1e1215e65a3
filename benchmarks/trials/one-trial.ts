import { DOCKER_DEFAULTS } from '../../harness/capabilities/universe.ts';
import { median, spreadText } from '../measuring/spread.ts';
import { runTrials } from './one-run.ts';
import { type Surroundings, tellStep } from './surroundings.ts';
import type { TrialsRow } from './trials-row.ts';

/** The part of the time by hand that one trial of the tool may take. */
const MOST = 0.8;

/** One trial of the tool beside one build by hand, alternately, so that whatever else the machine does hits both. */
export async function oneTrial(surroundings: Surroundings): Promise<TrialsRow> {
  const { rounds, byHand } = surroundings;
  tellStep(`trial: ${rounds} rounds`);
  const [tool, hand]: [number[], number[]] = [[], []];
  let begunAt: number | undefined;
  // The first round of either warms the caches, and nothing tells when the last trial is over.
  await runTrials(surroundings, rounds + 2, {
    beforeTrial: () => {
      if (begunAt !== undefined) tool.push(performance.now() - begunAt);
      const { exitCode, durationMs, output } = byHand(DOCKER_DEFAULTS);
      if (exitCode !== 0) throw new Error(`The build by hand failed:\n${output}`);
      hand.push(durationMs);
      begunAt = performance.now();
    },
  });
  const [toolMs, handMs] = [tool.slice(1), hand.slice(1, rounds + 1)];
  const ratio = median(toolMs) / median(handMs);
  const cells = ['one trial', spreadText(toolMs), spreadText(handMs), ratio.toFixed(2), `at most ${MOST.toFixed(2)}`];
  return { cells, isKept: ratio <= MOST };
}
