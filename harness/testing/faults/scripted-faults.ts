import { type CapabilitySet, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { minimalSets } from '../../search/ledger/transversals.ts';
import { drawOne, seededRandom } from '../../search/seeded-random.ts';
import { type ScriptedBuilds, scriptedRun } from '../scripted/scripted-run.ts';
import type { FaultCall } from './fault-menu.ts';
import { drawSchedule, type FaultSchedule } from './fault-schedule.ts';
import type { CaseTruth } from './fault-truth.ts';
import { type FaultedRunEnd, runUnderFaults } from './faulted-run.ts';
import { faultyEngine } from './faulty-engine.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID', 'SETFCAP');

/** Runs of simulated cases end in less; what stalls takes no time there. */
const DEADLINE_MS = 120_000;

/** Draws a case and a schedule from a seed, and runs the one under the other on the scripted engine. */
export async function tryScriptedSchedule(seed: number): Promise<FaultedRunEnd> {
  const random = seededRandom(seed);
  const truth = drawTruth(random);
  await using run = await scriptedRun({
    universe: UNIVERSE,
    builds: buildsOf(truth),
    settings: { slots: 1 + Math.floor(3 * random()), backOffMs: 1 },
  });
  // A run rarely gets further than a fault in what goes before its first trial, so most of them are spared those.
  const spares = random() < 0.2 ? undefined : isBeforeTrials;
  const { schedule, calm } = untilCalm(drawSchedule({ seed, ...(spares !== undefined && { spares }) }));
  const engine = faultyEngine(run.engine, schedule);
  return await runUnderFaults({
    settings: run.settings,
    engine,
    schedule,
    calm: () => {
      calm();
      return engine;
    },
    truthOf: () => truth,
    deadlineMs: DEADLINE_MS,
    leftOn: async () => [...run.engine.objects, ...(await engine.owned())].map(({ kind, name }) => `${kind} ${name}`),
  });
}

function isBeforeTrials(call: FaultCall, about: string | undefined): boolean {
  return call !== 'registry' && !/-t\d+$/.test(about ?? '');
}

/** The schedule, and what ends it. */
export function untilCalm(schedule: FaultSchedule): { readonly schedule: FaultSchedule; readonly calm: () => void } {
  let isCalm = false;
  return {
    schedule: {
      injected: schedule.injected,
      next: (call, about) => (isCalm ? undefined : schedule.next(call, about)),
    },
    calm: () => {
      isCalm = true;
    },
  };
}

/** One or two minimal sets for exit code 0, and some of more capabilities for the right image. */
function drawTruth(random: () => number): CaseTruth {
  const all = subsetsOf(UNIVERSE);
  const draw = (): CapabilitySet => drawOne(all, random) ?? UNIVERSE;
  const exitZero = minimalSets([draw(), ...(random() < 0.3 ? [draw()] : [])]);
  const faithful = minimalSets(exitZero.map((set) => (set | draw()) as CapabilitySet));
  return { faithful, exitZero: minimalSets([...exitZero, ...faithful]), referenceImage: null };
}

function buildsOf({ faithful, exitZero }: CaseTruth): ScriptedBuilds {
  return ({ capabilities }, _, image) => {
    if (faithful.some((set) => isSubset(set, capabilities))) return image(0o2755);
    if (exitZero.some((set) => isSubset(set, capabilities))) return image(0o755);
    return { ending: { exitCode: 1 }, output: 'chown /tool: operation not permitted' };
  };
}
