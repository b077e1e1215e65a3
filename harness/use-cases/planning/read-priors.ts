import { formatSet, isSubset } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { HarnessError } from '../../errors.ts';
import { contradictionBetween, type PriorContradiction } from '../../priors/contradictions.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { readRecord } from '../../runs/read-record.ts';
import { safeText } from '../../text/plain-text.ts';
import type { Case } from '../../vocabulary/case.ts';
import type { Configuration } from '../../vocabulary/configuration.ts';
import { differingSettings } from '../../vocabulary/configuration-settings.ts';

/** What to do with a record that cannot be a prior: stop, or tell and go on without it. */
export type PriorMismatch = 'refuse' | 'warn';

/** What priors are for, and what becomes of those that do not fit. */
export interface PriorUse {
  /** The cases that are to be guessed. @default none */
  readonly cases?: readonly (Pick<Case, 'id' | 'universe'> & Partial<Pick<Case, 'configuration'>>)[];
  /** @default 'refuse' */
  readonly mismatch?: PriorMismatch | undefined;
  /** Tells what is left out and why. */
  readonly warn?: (text: string) => void;
}

interface PriorFile {
  readonly path: string;
  readonly record: RunRecord;
}

/**
 * Reads records that are to guide a search. They are never evidence, but one that contradicts the cases or another record is
 * a mistake of whoever named it.
 *
 * @throws HarnessError for what is no record of this schema, naming the field, and for contradictions.
 */
export async function readPriors(paths: readonly string[], use: PriorUse = {}): Promise<RunRecord[]> {
  const kept: PriorFile[] = [];
  for (const path of paths) {
    const problem = await problemOf(path, kept, use);
    if (problem === undefined) continue;
    if (use.mismatch !== 'warn') throw problem;
    use.warn?.(`This earlier record is not used: ${problem.message}`);
  }
  return kept.map(({ record }) => record);
}

/** Adds the record to those that are kept, unless something is wrong with it. */
async function problemOf(path: string, kept: PriorFile[], { cases = [] }: PriorUse): Promise<HarnessError | undefined> {
  try {
    const record = await readRecord(path);
    const problem = foreignCase(path, record, cases) ?? contradiction(path, record, kept);
    if (problem === undefined) kept.push({ path, record });
    return problem;
  } catch (thrown) {
    if (thrown instanceof HarnessError) return thrown;
    throw thrown;
  }
}

/**
 * A case of the same name that needs what is not even in play is not the same case. Under another configuration it may need
 * that, and what is in play of it is still a guess.
 */
function foreignCase(path: string, record: RunRecord, cases: NonNullable<PriorUse['cases']>): HarnessError | undefined {
  for (const { id, universe, configuration } of cases) {
    const found = record.cases.find((one) => one.id === id);
    if (found !== undefined && isConfiguredOtherwise(found, configuration)) continue;
    const sets = found?.faithful.complete === true ? found.faithful.minimalSets.map(setOfNames) : [];
    if (sets.length === 0 || sets.some((set) => isSubset(set, universe))) continue;
    const needed = sets.map(formatSet).join(' or ');
    const message = `${path}: cases[${safeText(id)}].faithful.minimalSets: it needs ${needed}, but only ${formatSet(universe)} are in play`;
    return new HarnessError('PRIORS_CONTRADICT', message, { hint: `Widen --universe, or ${LEAVE_OUT}` });
  }
  return undefined;
}

function isConfiguredOtherwise(found: CaseRecord, configuration: Configuration | undefined): boolean {
  return configuration !== undefined && differingSettings(found.configuration, configuration).length > 0;
}

function contradiction(path: string, record: RunRecord, kept: readonly PriorFile[]): HarnessError | undefined {
  for (const other of kept) {
    const found = contradictionBetween(other.record, record);
    if (found === undefined) continue;
    const message = `${path} contradicts ${other.path}: ${contradictionText(found)}`;
    return new HarnessError('PRIORS_CONTRADICT', message, {
      hint: `Only one of them can be of this build: ${LEAVE_OUT}`,
    });
  }
  return undefined;
}

function contradictionText({ caseId, answer, passing, failing }: PriorContradiction): string {
  const place = `cases[${safeText(caseId)}].${answer}`;
  return `${place}: ${formatSet(passing)} works in one, ${formatSet(failing)} fails in the other`;
}

const LEAVE_OUT = 'leave that --prior out, or use --prior-mismatch warn to continue without it.';
