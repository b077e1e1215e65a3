// One trial under the kernel's eyes beside one that is not watched, alternately, so that whatever else the machine does hits both.

import { runCases } from '../../dist/discovery/run-cases.js';
import { HarnessError } from '../../dist/errors.js';
import { median, spreadText } from './statistics.mjs';
import { settingsOf } from './trial.mjs';

export async function benchWitness(surroundings) {
  const { rounds, tell } = surroundings;
  tell(`witness: ${rounds} rounds`);
  const [watched, unwatched] = [[], []];
  let askedAt;
  let round = 0;
  const strategy = (state, inFlight) => {
    if (inFlight.length > 0) return [];
    // The first round of either warms the caches.
    if (round > 2) (round % 2 === 0 ? watched : unwatched).push(performance.now() - askedAt);
    round += 1;
    askedAt = performance.now();
    return state.trials.length >= 2 * rounds + 2 ? [] : [state.universe];
  };
  const engine = watchingEveryOther(surroundings.engine, () => round % 2 === 0);
  const record = await runCases(settingsOf({ ...surroundings, engine }, strategy, 'witness'));
  const { witness } = record.cases[0];
  if (witness === null) {
    throw new HarnessError('INFRASTRUCTURE', 'The kernel cannot be watched here', {
      hint: 'kaniko-caps doctor says why.',
    });
  }
  const ratio = median(watched) / median(unwatched);
  return [['one watched trial', spreadText(watched), `unwatched: ${spreadText(unwatched)}`, ratio.toFixed(2), 'none']];
}

function watchingEveryOther(engine, isWatched) {
  return {
    ...engine,
    startTrial: async (specification) => {
      const start = await engine.startTrial(specification);
      if (start.kind !== 'started' || isWatched()) return start;
      return { ...start, container: { ...start.container, watch: async () => null } };
    },
  };
}
