import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CapabilitySet,
  capabilitiesOf,
  isSubset,
  setOf,
  sizeOf,
} from '../../../harness/capabilities/capability-set.ts';
import { setOfNames } from '../../../harness/capabilities/parse-set.ts';
import { DOCKER_DEFAULTS } from '../../../harness/capabilities/universe.ts';
import type { ImageFingerprint } from '../../../harness/image/fingerprint/fingerprint.ts';
import { minimalSetsOf } from '../../../harness/search/cubes/exceptions.ts';
import { minimalSets } from '../../../harness/search/ledger/transversals.ts';
import { fileEntry, imageOf } from '../../../harness/testing/examples/fingerprints.ts';
import { deniedCheck, fullWitness, grantedCheck } from '../../../harness/testing/examples/watched-trials.ts';
import { searchByCubes } from '../../../harness/testing/simulated/search-by-cubes.ts';
import type { SimulatedBuild } from '../../../harness/testing/simulated/simulated-corpus.ts';
import { simulateDiscovery } from '../../../harness/testing/simulated/simulated-discovery.ts';
import { factOfTruthTable, type KnownBuilds, parseTruthTable } from '../../../harness/testing/simulated/truth-table.ts';
import { ANSWERS, type Answer } from '../../../harness/vocabulary/answer.ts';
import type { CapabilityChecks } from '../../../harness/vocabulary/capability-checks.ts';
import { markdownTable } from '../../measuring/markdown-table.ts';
import { type Contestant, OTHERS, OURS } from '../contest/contestants.ts';
import type { Extent } from './extent.ts';
import { builderName } from './recorded-builds.ts';

const ANSWER_WORDS: Readonly<Record<Answer, string>> = { faithful: 'same image', exitZero: 'exit code 0' };
const SAME: ImageFingerprint = imageOf({ tool: fileEntry({}) });
const LOST: ImageFingerprint = imageOf({ tool: fileEntry({ mode: 0o600 }) });
const FAILURE: SimulatedBuild = {
  kind: 'failed',
  exitCode: 1,
  failure: { phase: 'unknown', instruction: null, message: 'not permitted', signature: 'not permitted' },
};

/**
 * Trials on builds whose trials were watched. Docker's 14 defaults are in play; of those that a table lacks, the real build was
 * asked about none.
 */
export async function watchedBuilds(folder: string, extent: Extent): Promise<string> {
  const tables = extent.some(readTables(folder));
  const whole: string[][] = [];
  for (const table of tables) whole.push(await wholeRow(table));
  const single = tables.flatMap((table) => answersOf(table).map((answer) => answerRow(table, answer)));
  return [
    markdownTable(['build', 'asked about', 'watched', 'not watched, with audit'], [...whole, sumRow(whole, 2)]),
    '',
    'For one answer, without repeats and reference builds, one slot:',
    '',
    markdownTable(
      ['build', 'cubes', OURS.noGuess.name, ...Object.values(OTHERS).map(({ name }) => name)],
      [...single, sumRow(single, 1)],
    ),
  ].join('\n');
}

function readTables(folder: string): KnownBuilds[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.toSorted().map((name) => parseTruthTable(readFileSync(join(folder, name), 'utf8')));
}

/** Both answers, or one where both are the same. */
function answersOf({ passing }: KnownBuilds): readonly Answer[] {
  return passing.faithful.length === passing.exitZero.length ? ['faithful'] : ANSWERS;
}

/** The discovery of the tool itself, for both answers, with reference builds and repeats. */
async function wholeRow(table: KnownBuilds): Promise<string[]> {
  const discovery = { universe: DOCKER_DEFAULTS, build: (set: CapabilitySet) => buildOf(table, set) };
  const policy = { audit: 8, auditShare: 0.7 };
  const cells = [];
  for (const witness of [(set: CapabilitySet) => witnessOf(table, set), undefined]) {
    const { record } = await simulateDiscovery({ ...discovery, policy, witness });
    const found = ANSWERS.map((answer) => record[answer].minimalSets.map(setOfNames));
    const seen = record.violations.length > 0 ? ' ~' : '';
    cells.push(
      `${record.trials.count}${marksOf(
        found,
        ANSWERS.map((answer) => truthOf(table, answer)),
      )}${seen}`,
    );
  }
  return [nameOf(table), String(sizeOf(table.universe)), ...cells];
}

/** The trials of all rows together, in the columns from this one on. */
function sumRow(rows: readonly (readonly string[])[], from: number): string[] {
  const sums = (rows[0] ?? [])
    .slice(from)
    .map((_, index) => rows.reduce((total, cells) => total + Number.parseInt(cells[from + index] ?? '', 10), 0));
  return ['all', ...Array.from({ length: from - 1 }, () => ''), ...sums.map(String)];
}

function answerRow(table: KnownBuilds, answer: Answer): string[] {
  const truth = truthOf(table, answer);
  const factOf = (set: CapabilitySet, trial: string) => factOfTruthTable(table, answer, set, trial);
  const { trialsUntilDecided, cover } = searchByCubes({ universe: DOCKER_DEFAULTS, factOf, confirm: 2, seed: 1 });
  const others = [OURS.noGuess, ...Object.values(OTHERS)].map((contestant: Contestant) => {
    const oracle = (set: CapabilitySet) => factOf(set, '').outcome;
    const run = contestant.run({ universe: DOCKER_DEFAULTS, truth, oracle, slots: 1, seed: 1 });
    return `${run.trials}${marksOf([run.minimalSets], [truth])}`;
  });
  const cubes = `${trialsUntilDecided}${marksOf([minimalSetsOf(cover)], [truth])}`;
  return [`${nameOf(table)}, ${ANSWER_WORDS[answer]}`, cubes, ...others];
}

/** `!` for a claimed set that is not minimal, `-` for a minimal set that is missing. */
function marksOf(found: readonly (readonly CapabilitySet[])[], truths: readonly (readonly CapabilitySet[])[]): string {
  const isWrong = found.some((sets, index) => sets.some((set) => truths[index]?.includes(set) !== true));
  const isMissing = truths.some((sets, index) => sets.some((set) => found[index]?.includes(set) !== true));
  return `${isWrong ? ' !' : ''}${isMissing ? ' -' : ''}`;
}

function truthOf({ passing }: KnownBuilds, answer: Answer): CapabilitySet[] {
  return minimalSets(passing[answer]);
}

function buildOf(table: KnownBuilds, set: CapabilitySet): SimulatedBuild {
  if (factOfTruthTable(table, 'faithful', set, '').outcome === 'pass') return SAME;
  return factOfTruthTable(table, 'exitZero', set, '').outcome === 'pass' ? LOST : FAILURE;
}

function witnessOf(table: KnownBuilds, set: CapabilitySet): CapabilityChecks {
  const { asked = table.universe } = factOfTruthTable(table, 'faithful', set, '');
  return fullWitness(
    capabilitiesOf(asked).map((name) => (isSubset(setOf(name), set) ? grantedCheck : deniedCheck)('executor', name)),
  );
}

function nameOf({ case: name, builder }: KnownBuilds): string {
  return `${name}, ${builderName(builder)}`;
}
