import { defaultVariations } from './default-variations.ts';
import { deliveredTrial } from './delivered-trial.ts';
import { oneTrial } from './one-trial.ts';
import { peakMemory } from './peak-memory.ts';
import type { Surroundings } from './surroundings.ts';
import type { TrialsRow } from './trials-row.ts';
import { watchedTrial } from './watched-trial.ts';
import { wholeDiscovery } from './whole-discovery.ts';

/** What can be measured, by name. */
export const BENCHMARKS: Readonly<Record<string, (surroundings: Surroundings) => TrialsRow | Promise<TrialsRow>>> = {
  trial: oneTrial,
  discovery: wholeDiscovery,
  memory: peakMemory,
  witness: watchedTrial,
  context: deliveredTrial,
  variations: defaultVariations,
};

/** What is measured unless something is named. */
export const USUAL: readonly string[] = ['trial', 'discovery', 'memory'];
