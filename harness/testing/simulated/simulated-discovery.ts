import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { parseSet } from '../../capabilities/parse-set.ts';
import type { ImageFingerprint } from '../../image/fingerprint/fingerprint.ts';
import type { CaseRecord } from '../../record/record.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import type { RunPolicy } from '../../vocabulary/run-policy.ts';
import { type SimulatedCase, simulateCorpus } from './simulated-corpus.ts';

/** The discovery of one simulated case. */
export interface SimulatedDiscovery extends Omit<SimulatedCase, 'id' | 'earlier'> {
  /** @default 1 */
  readonly slots?: number;
  /** @default 2 */
  readonly confirm?: number;
  /** What else differs from a search with nothing but what its answer needs. */
  readonly policy?: Partial<RunPolicy>;
  /** What earlier processes observed. */
  readonly earlier?: SimulatedResult | undefined;
  /** How many trials this process runs before it is told to stop. @default no limit */
  readonly stopAfter?: number;
}

/** How a simulated discovery ended. */
export interface SimulatedResult {
  readonly record: CaseRecord;
  readonly observations: readonly Observation[];
  /** The sets of all trials, those of earlier processes included, in the order in which they ended. */
  readonly asked: readonly CapabilitySet[];
  readonly fingerprints: Map<string, ImageFingerprint>;
}

/** Runs the discovery of one case against simulated builds. */
export async function simulateDiscovery(simulation: SimulatedDiscovery): Promise<SimulatedResult> {
  const { slots = 1, confirm = 2, policy, earlier, stopAfter, ...one } = simulation;
  const fingerprints = earlier?.fingerprints ?? new Map<string, ImageFingerprint>();
  const { records, observations } = await simulateCorpus({
    // Trials that run at once do not end in the order in which they began.
    cases: [
      {
        durationMs: (_, trial) => 900 + ((trial * 7) % 3),
        ...one,
        id: 'example',
        earlier: earlier?.observations ?? [],
      },
    ],
    jobs: slots,
    policy: { confirm, ...policy },
    ...(stopAfter === undefined ? {} : { stopAfter }),
    fingerprints,
  });
  const [record] = records;
  const own = observations[0] ?? [];
  if (record === undefined) throw new Error('The discovery gave no record');
  return { record, observations: own, asked: own.map(({ capabilities }) => capabilities), fingerprints };
}

/** The sets of one answer of a record. */
export function bordersOf(answer: CaseRecord['faithful']) {
  const sets = (lists: readonly string[][]): CapabilitySet[] => lists.map((names) => parseSet(names.join() || 'none'));
  return { minimalSets: sets(answer.minimalSets), maximalFailingSets: sets(answer.maximalFailingSets) };
}
