import { type CapabilitySet, difference, isSubset, union } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { positionOf, subsetsOf } from '../capabilities/subsets.ts';
import type { CaseRecord } from './record.ts';
import { decodeVerdicts, type VerdictLetter } from './truth-table-codec.ts';

/** A truth table, read from a record. */
export interface TruthTable {
  readonly over: CapabilitySet;
  readonly planes: readonly Plane[];
}

/** The verdicts of all subsets of some capabilities, the same others granted besides in each. */
export interface Plane {
  readonly over: CapabilitySet;
  readonly besides: CapabilitySet;
  /** The verdict of each subset, at its position. */
  readonly letters: readonly VerdictLetter[];
}

/** More capabilities than this make more subsets than anyone tries. */
export const MOST_CAPABILITIES_OF_A_TABLE = 20;

/** A table may have a million entries, and is asked about many sets. */
const tables = new WeakMap<NonNullable<CaseRecord['truthTable']>, TruthTable | 'unreadable'>();

/** Reads the truth table of a case; undefined where there is none, or none that can be read. */
export function truthTableIn({ truthTable }: CaseRecord): TruthTable | undefined {
  if (truthTable === null) return undefined;
  const table = tables.get(truthTable) ?? readTable(truthTable) ?? 'unreadable';
  tables.set(truthTable, table);
  return table === 'unreadable' ? undefined : table;
}

function readTable(truthTable: NonNullable<CaseRecord['truthTable']>): TruthTable | undefined {
  if (truthTable.over.length > MOST_CAPABILITIES_OF_A_TABLE) return undefined;
  const over = setOfNames(truthTable.over);
  const planes = truthTable.planes.flatMap(({ besides, verdicts }) => {
    const letters = decodeVerdicts(verdicts, 2 ** truthTable.over.length);
    return letters === undefined ? [] : [{ over, besides: setOfNames(besides), letters }];
  });
  return planes.length === truthTable.planes.length ? { over, planes } : undefined;
}

/** The sets of a plane, at their positions. */
export function setsOfPlane({ over, besides }: Plane): CapabilitySet[] {
  return subsetsOf(over).map((subset) => union(subset, besides));
}

/** What a table says of one set; undefined if the set is in none of its planes. */
export function letterOf({ over, planes }: TruthTable, set: CapabilitySet): VerdictLetter | undefined {
  const plane = planes.find(({ besides }) => difference(set, over) === besides && isSubset(besides, set));
  return plane?.letters[positionOf(set, over)];
}
