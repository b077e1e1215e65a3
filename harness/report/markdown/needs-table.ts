import { EMPTY_SET, namesOf, union } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { needOf, silentLosses } from '../../record/capability-need.ts';
import type { CaseRecord } from '../../record/record.ts';
import { codeText } from './code-text.ts';

/** A table of cases and the capabilities that any of them needs. */
export interface NeedsTable {
  /** Its first two lines. */
  readonly head: readonly string[];
  readonly rowOf: (one: CaseRecord) => string;
  /** What its signs mean. */
  readonly legend: string;
}

const LONGEST_NAME = 80;

const SIGNS = { needed: '●', dispensable: '○', silent: '⚠️' } as const;

/** The table of these cases; it has a column for each capability that is a member of a minimal set. */
export function needsTable(cases: readonly CaseRecord[]): NeedsTable {
  const columns = namesOf(
    cases
      .flatMap(({ faithful, losses }) => [...faithful.minimalSets, losses.map(({ capability }) => capability)])
      .map(setOfNames)
      .reduce(union, EMPTY_SET),
  );
  const headings = ['case', ...columns.map((name) => name.replaceAll('_', '_<br>'))];
  return {
    head: [line(headings), line(headings.map((_, index) => (index === 0 ? '---' : ':-:')))],
    rowOf: (one) => line([caseCell(one), ...columns.map((name) => cell(one, name))]),
    legend: `${SIGNS.needed} needed · ${SIGNS.dispensable} part of one minimal set, but another one does without it · ${SIGNS.silent} without it the build reports success, but the image differs`,
  };
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function caseCell(one: CaseRecord): string {
  const name = codeText(one.id, LONGEST_NAME);
  if (one.status === 'proven')
    return one.faithful.minimalSets.some(({ length }) => length === 0) ? `${name}<br>needs nothing` : name;
  return `${name}<br>${one.faithful.complete ? 'exit code 0 not proven' : one.status}`;
}

function cell(one: CaseRecord, capability: string): string {
  if (silentLosses(one).some((loss) => loss.capability === capability)) return SIGNS.silent;
  switch (needOf(one, capability)) {
    case 'needed':
      return SIGNS.needed;
    case 'alternative':
    case 'not-proven':
      return SIGNS.dispensable;
    default:
      return one.losses.some((loss) => loss.capability === capability) ? SIGNS.dispensable : '';
  }
}
