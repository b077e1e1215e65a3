import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { seededRandom } from '../../search/seeded-random.ts';
import { fileEntry, imageOf } from '../fingerprints.ts';
import { recordedVerdict } from '../recorded-case.ts';
import { recordedRuns } from '../recorded-runs.ts';
import { type SimulatedBuild, type SimulatedCase, simulateCorpus } from '../simulated-corpus.ts';
import { markdownTable } from './statistics.ts';

const SLOTS = [1, 4, 8];
/** How far the makespan may be above what no schedule of the same trials can beat. */
const TOLERATED = 1.15;

const FAITHFUL = imageOf({ tool: fileEntry({ mode: 0o2755 }) });
const DEGRADED = imageOf({ tool: fileEntry({ mode: 0o755 }) });

interface Durations {
  readonly passMs: number;
  readonly failMs: number;
}

/**
 * The corpus as one executor was recorded to build it, on the schedule of the tool itself. No schedule ends sooner than when
 * the trials are spread evenly over the slots, nor than its longest case alone with all slots.
 */
export async function corpusMakespans(): Promise<{ text: string; areKept: boolean }> {
  const [run] = (await recordedRuns()).filter(({ builder }) => builder.version.includes('1.24.0'));
  const recorded = (run?.cases ?? []).filter(({ status }) => status === 'proven');
  const kinds = [
    { name: 'as recorded', cases: recorded.map((one) => simulated(one, durationsOf(one))) },
    { name: 'pass 6 s, failure 1 s', cases: recorded.map((one) => simulated(one, { passMs: 6000, failMs: 1000 })) },
  ];
  const rows: string[][] = [];
  let areKept = true;
  for (const { name, cases } of kinds) {
    for (const jobs of SLOTS) {
      const { trials, makespanMs } = await simulateCorpus({ cases, jobs });
      const workMs = trials.reduce((sum, { beganMs, endedMs }) => sum + endedMs - beganMs, 0);
      const alone: number[] = [];
      for (const one of cases) alone.push((await simulateCorpus({ cases: [one], jobs })).makespanMs);
      const bound = Math.max(workMs / jobs, ...alone);
      const ratio = makespanMs / bound;
      areKept = areKept && ratio <= TOLERATED;
      const verdict = ratio <= TOLERATED ? 'kept' : '**missed**';
      const seconds = [makespanMs, workMs / jobs, Math.max(...alone)].map((ms) => (ms / 1000).toFixed(1));
      rows.push([name, String(jobs), String(trials.length), ...seconds, ratio.toFixed(2), verdict]);
    }
  }
  const head = [
    'durations',
    'slots',
    'trials',
    'makespan',
    'work / slots',
    'longest case alone',
    'ratio',
    'at most 1.15',
  ];
  return { text: markdownTable(head, rows), areKept };
}

/** A case that is built as it was recorded; failures take as long as told, and passes. */
export function simulated(one: CaseRecord, { passMs, failMs }: Durations): SimulatedCase {
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
export function durationsOf({ trials }: CaseRecord): Durations {
  const mean = (verdicts: readonly string[]): number => {
    const own = trials.all.filter(({ verdict }) => verdicts.includes(verdict));
    return own.length === 0 ? 500 : own.reduce((sum, { durationMs }) => sum + durationMs, 0) / own.length;
  };
  return { passMs: mean(['faithful', 'degraded']), failMs: mean(['failed']) };
}
