import pLimit from 'p-limit';
import { openDockerFaults } from '../../harness/testing/faults/docker-faults.ts';
import { type FaultTally, tallyOf } from '../../harness/testing/faults/fault-tally.ts';
import type { FaultedRunEnd } from '../../harness/testing/faults/faulted-run.ts';
import { tryRegistrySchedule } from '../../harness/testing/faults/registry-faults.ts';
import { tryScriptedSchedule } from '../../harness/testing/faults/scripted-faults.ts';
import type { BuilderRequest } from '../../harness/vocabulary/run-plan.ts';

/** Many schedules of one kind, and what they came to. */
export interface FaultRound {
  /** What was tried on what. */
  readonly name: string;
  readonly tally: FaultTally;
}

/** How many schedules are to be drawn, and from which seed on. */
export interface RoundSettings {
  readonly schedules: number;
  readonly firstSeed: number;
}

/** How many schedules run at once that mostly wait. */
const [SCRIPTED_AT_ONCE, REGISTRY_AT_ONCE] = [32, 100];

/** Simulated cases on the scripted engine. */
export async function scriptedRound(settings: RoundSettings): Promise<FaultRound> {
  return {
    name: 'simulated cases, scripted engine',
    tally: await tallied(settings, SCRIPTED_AT_ONCE, tryScriptedSchedule),
  };
}

/** The reading of images from a registry over HTTP. */
export async function registryRound(settings: RoundSettings): Promise<FaultRound> {
  const tally = await tallied(settings, REGISTRY_AT_ONCE, tryRegistrySchedule);
  return { name: 'images read from a registry', tally };
}

/** Whole runs on a real engine, one after another. */
export async function dockerRound(settings: RoundSettings, builder: BuilderRequest): Promise<FaultRound> {
  await using faults = await openDockerFaults(builder);
  const tally = await tallied(settings, 1, (seed) => faults.trySchedule(seed));
  return { name: `${faults.description}, Docker`, tally };
}

async function tallied(
  { schedules, firstSeed }: RoundSettings,
  atOnce: number,
  attempt: (seed: number) => Promise<FaultedRunEnd>,
): Promise<FaultTally> {
  const limit = pLimit(atOnce);
  const seeds = Array.from({ length: schedules }, (_, index) => firstSeed + index);
  return tallyOf(await Promise.all(seeds.map((seed) => limit(async () => ({ seed, ...(await attempt(seed)) })))));
}
