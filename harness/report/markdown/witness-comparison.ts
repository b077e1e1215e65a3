import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { builderName } from '../blocks/run/run-text.ts';

/** What a tracer alone would have said of a case, against what its trials proved. */
interface Comparison {
  readonly id: string;
  /** Granted checks of the reference builds. */
  readonly granted: readonly string[];
  readonly minimalSets: readonly (readonly string[])[];
  /** Granted, but a member of no minimal set. */
  readonly unneeded: readonly string[];
  /** What the granted checks lack of the minimal set that they come closest to. */
  readonly missed: readonly string[];
}

/**
 * Markdown on how far the kernel's granted checks agree with what trials proved, a table for each record and a sum. Only
 * cases with a proven answer whose reference builds were watched count.
 */
export function witnessComparison(records: readonly RunRecord[]): string {
  return records.map(recordText).join('\n\n');
}

function recordText(record: RunRecord): string {
  const compared = record.cases.flatMap(comparisonOf);
  return [
    `### ${cell(builderName(record))}, kernel ${cell(record.environment.kernel)}`,
    '',
    ...sums(compared, record.cases.length),
    '',
    '| case | granted to the reference build | proven minimal sets | granted but not needed | needed but not granted |',
    '|---|---|---|---|---|',
    ...compared.map((one) => `| ${cellsOf(one).map(cell).join(' | ')} |`),
  ].join('\n');
}

function comparisonOf({ id, witness, faithful }: CaseRecord): Comparison[] {
  if (witness === null || !faithful.complete || faithful.minimalSets.length === 0) return [];
  const { granted } = witness;
  const { minimalSets } = faithful;
  const needed = minimalSets.flat();
  const missing = minimalSets.map((set) => set.filter((name) => !granted.includes(name)));
  return [
    {
      id,
      granted,
      minimalSets,
      unneeded: granted.filter((name) => !needed.includes(name)),
      missed: missing.toSorted((a, b) => a.length - b.length)[0] ?? [],
    },
  ];
}

function sums(compared: readonly Comparison[], all: number): string[] {
  const over = compared.filter(({ unneeded }) => unneeded.length > 0);
  const missed = compared.filter((one) => one.missed.length > 0);
  const excess = over.reduce((sum, { unneeded }) => sum + unneeded.length, 0);
  const exact = compared.filter(isExact).length;
  return [
    `${countOf(compared.length, 'case')} of ${all} compared: in ${exact} the granted checks are exactly a minimal set, in ` +
      `${over.length} they name capabilities that are in none (${excess} in all), and in ${missed.length} they lack a ` +
      'member of every minimal set.',
  ];
}

function isExact({ granted, minimalSets }: Comparison): boolean {
  return minimalSets.some((set) => set.length === granted.length && set.every((name) => granted.includes(name)));
}

function cellsOf({ id, granted, minimalSets, unneeded, missed }: Comparison): string[] {
  return [
    id,
    names(granted),
    minimalSets.map((set) => names(set)).join(' or '),
    names(unneeded, ''),
    names(missed, ''),
  ];
}

function names(set: readonly string[], none = 'nothing'): string {
  return set.length === 0 ? none : set.join(' ');
}

/** Text for a cell: what a record says of a stranger's case may hold anything. */
function cell(text: string): string {
  return safeText(text).replace(/[\\|<>`*[\]]/g, '\\$&');
}
