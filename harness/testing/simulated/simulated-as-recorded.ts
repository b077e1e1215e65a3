import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { seededRandom } from '../../search/seeded-random.ts';
import { fileEntry, imageOf } from '../examples/fingerprints.ts';
import { recordedVerdict } from '../examples/recorded-case.ts';
import type { SimulatedBuild, SimulatedCase } from './simulated-corpus.ts';

const FAITHFUL = imageOf({ tool: fileEntry({ mode: 0o2755 }) });
const DEGRADED = imageOf({ tool: fileEntry({ mode: 0o755 }) });

/** How long the builds of a case take. */
export interface BuildDurations {
  readonly passMs: number;
  readonly failMs: number;
}

/** A case that is built as it was recorded; failures take as long as told, and passes. */
export function simulatedAsRecorded(one: CaseRecord, { passMs, failMs }: BuildDurations): SimulatedCase {
  const build = (set: CapabilitySet): SimulatedBuild => {
    const verdict = recordedVerdict(one, set);
    if (verdict.kind === 'failed') return verdict;
    return verdict.kind === 'faithful' ? FAITHFUL : DEGRADED;
  };
  const durationMs = (set: CapabilitySet, trial: number): number => {
    const draw = seededRandom(Number(set % 1_000_003n) * 31 + trial);
    return Math.round(('kind' in build(set) ? failMs : passMs) * (0.8 + 0.4 * draw()));
  };
  return { id: one.id, universe: setOfNames(one.universe), build, durationMs };
}

/** How long a recorded case took, on average. */
export function durationsOf({ trials }: CaseRecord): BuildDurations {
  const mean = (verdicts: readonly string[]): number => {
    const own = trials.all.filter(({ verdict }) => verdicts.includes(verdict));
    return own.length === 0 ? 500 : own.reduce((sum, { durationMs }) => sum + durationMs, 0) / own.length;
  };
  return { passMs: mean(['faithful', 'degraded']), failMs: mean(['failed']) };
}
