// One trial of the tool beside one build by hand, alternately, so that whatever else the machine does hits both.
import { DOCKER_DEFAULTS } from '../../dist/capabilities/universe.js';
import { runCases } from '../../dist/discovery/run-cases.js';
import { median, spreadText } from './statistics.mjs';
import { runDirectory } from './surroundings.mjs';

export async function benchTrial(surroundings) {
  const { rounds, byHand, tell } = surroundings;
  tell(`trial: ${rounds} rounds`);
  const [tool, hand] = [[], []];
  let askedAt;
  // The tool asks what to try next whenever a trial is over, its container removed; by hand is built in between.
  const strategy = (state, inFlight) => {
    if (inFlight.length > 0) return [];
    if (askedAt !== undefined) tool.push(performance.now() - askedAt);
    const { exitCode, durationMs, output } = byHand(DOCKER_DEFAULTS);
    if (exitCode !== 0) throw new Error(`the build by hand failed:\n${output}`);
    hand.push(durationMs);
    askedAt = performance.now();
    // The first round of either warms the caches.
    return state.trials.length > rounds ? [] : [state.universe];
  };
  await runCases(settingsOf(surroundings, strategy, 'trial'));
  const [toolMs, handMs] = [tool.slice(1), hand.slice(1, -1)];
  const ratio = median(toolMs) / median(handMs);
  return [['one trial', spreadText(toolMs), spreadText(handMs), ratio.toFixed(2), 'at most 0.80']];
}

/** A run of the case with one slot, its trials asked for by `strategy`. */
export function settingsOf(surroundings, strategy, name) {
  const { engine, builder, cases, auxiliaryImage } = surroundings;
  const silent = () => undefined;
  return {
    run: `kaniko-caps-bench-${process.pid}-${name}`,
    directory: runDirectory(surroundings, name),
    toolVersion: 'bench',
    engine,
    builder,
    cases: cases.slice(0, 1),
    strategy,
    confirm: 1,
    slots: 1,
    auxiliaryImage,
    watchKernel: true,
    substitutes: {},
    credentialsFor: async () => undefined,
    contextLimitBytes: 2 ** 30,
    remembered: {},
    progress: {
      preparing: silent,
      caseStarted: silent,
      caseChanged: silent,
      caseFinished: silent,
      caseAbandoned: silent,
    },
    stop: new AbortController().signal,
    cancel: new AbortController().signal,
  };
}
