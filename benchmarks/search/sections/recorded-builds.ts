import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CapabilitySet, sizeOf } from '../../../harness/capabilities/capability-set.ts';
import { bruteForceBorders } from '../../../harness/testing/simulated/brute-force.ts';
import {
  type KnownBuilds,
  oracleOfTruthTable,
  parseTruthTable,
  type Success,
} from '../../../harness/testing/simulated/truth-table.ts';
import { markdownTable } from '../../measuring/markdown-table.ts';
import { type Contestant, OTHERS, OURS, ours } from '../contest/contestants.ts';
import type { Extent } from './extent.ts';
import { minimumOf } from './targets.ts';

interface Recorded {
  readonly table: KnownBuilds;
  readonly success: Success;
  readonly truth: readonly CapabilitySet[];
}

/**
 * Trials on builds of which every subset was run with a real executor. A finding that is not the truth is marked:
 * `!` for a set that is not minimal, `-` for a minimal set that is missing.
 */
export function recordedBuilds(folder: string, extent: Extent): string {
  const recorded = readRecorded(folder);
  const rows = extent.some(recorded).map((own) => {
    const { table, success, truth } = own;
    const counterpart = recorded.find(
      (other) => other.table.case === table.case && other.success === success && other.table.builder !== table.builder,
    );
    const otherExecutor = ours('ours, finding of the other executor', () => ({ guesses: counterpart?.truth ?? [] }));
    const contestants = [OURS.allGuessed, otherExecutor, OURS.noGuess, ...Object.values(OTHERS)];
    return [
      `${table.case}, ${builderName(table.builder)}, ${success === 'faithful' ? 'same image' : 'exit code 0'}`,
      `${Math.min(...truth.map(sizeOf))},${truth.length}`,
      String(minimumOf(table, truth)),
      ...contestants.map((contestant) => cellOf(contestant, own)),
    ];
  });
  const names = ['ours, earlier finding', 'ours, finding of the other executor', 'ours, no guess'];
  return markdownTable(['build', 'k,m', 'minimum', ...names, ...Object.values(OTHERS).map(({ name }) => name)], rows);
}

function readRecorded(folder: string): Recorded[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const tables = files.sort().map((name) => parseTruthTable(readFileSync(join(folder, name), 'utf8')));
  return tables.flatMap((table) =>
    (['faithful', 'exitZero'] as const).flatMap((success) => {
      const oracle = oracleOfTruthTable(table, success);
      if (oracle(table.universe, 0) !== 'pass') return [];
      return [{ table, success, truth: bruteForceBorders(table.universe, oracle).minimalSets }];
    }),
  );
}

function cellOf(contestant: Contestant, { table, success, truth }: Recorded): string {
  const oracle = oracleOfTruthTable(table, success);
  const problem = { universe: table.universe, truth, oracle, slots: 8, seed: 1 };
  const { trials, minimalSets: claimed } = contestant.run(problem);
  const isWrong = claimed.some((set) => !truth.includes(set));
  const isMissing = truth.some((set) => !claimed.includes(set));
  return `${trials}${isWrong ? ' !' : ''}${isMissing ? ' -' : ''}`;
}

/** The name of an executor, as a table tells it. */
export function builderName(builder: string): string {
  return builder.replace(/^github\.com\//, '').replace(/^(\w+)\/kaniko/i, '$1');
}
