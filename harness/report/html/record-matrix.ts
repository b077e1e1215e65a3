import type { CaseRecord } from '../../record/record.ts';
import { countOf } from '../plain-text.ts';
import { evidenceId } from './case-evidence.ts';
import { type CaseView, capabilitiesInPlay } from './case-view.ts';
import { type Cell, cellOf, isTaken, SIGNS } from './cell-state.ts';
import type { MatrixCell, MatrixRow, StatedMatrix } from './matrix.ts';

/** The matrix of the cases of one record; a capability that no case takes anything of has no column. */
export function recordMatrix(views: readonly CaseView[]): StatedMatrix {
  const all = capabilitiesInPlay(views.map(({ one }) => one));
  const cells = new Map(views.map((view) => [view, all.map((name) => cellOf(view.one, name))]));
  const taken = all.filter((_, index) => views.some((view) => isTaken(columnOf(cells.get(view), index))));
  const shown = new Map(
    [...cells].map(([view, row]) => [view, row.filter(({ capability }) => taken.includes(capability))]),
  );
  const columns = taken.map((capability) => {
    const count = views.filter((view) =>
      shown.get(view)?.some((cell) => cell.capability === capability && isTaken(cell)),
    ).length;
    return { capability, count, countText: `needed by ${countOf(count, 'case')}` };
  });
  return {
    matrix: { caption: captionOf(all, taken), columns, rows: views.map((view) => rowOf(view, shown.get(view) ?? [])) },
    states: new Set([...shown].flatMap(([{ one }, row]) => (isAnswered(one) ? row.map(({ state }) => state) : []))),
  };
}

function columnOf(row: readonly Cell[] | undefined, index: number): Cell {
  return row?.[index] ?? { capability: '', state: 'open', word: '' };
}

function captionOf(all: readonly string[], taken: readonly string[]): string {
  const others = all.filter((name) => !taken.includes(name));
  const rest = others.length === 0 ? '' : ` No case needs ${others.join(', ')}.`;
  return `What each case needs.${rest}`;
}

function isAnswered({ faithful }: CaseRecord): boolean {
  return faithful.minimalSets.length > 0;
}

function rowOf(view: CaseView, cells: readonly Cell[]): MatrixRow {
  const { one, slug } = view;
  return {
    slug,
    name: one.id,
    note: one.status === 'proven' ? undefined : { text: one.status, tone: 'worse' },
    cells: isAnswered(one)
      ? cells.map((cell) => matrixCell(view, cell))
      : `no answer: ${one.referenceFailure?.message ?? one.reason ?? one.status}`,
    text: `${one.id} ${one.title} ${one.path}`,
    filters: filtersOf(one, cells),
  };
}

function matrixCell(view: CaseView, { capability, state, word }: Cell): MatrixCell {
  return {
    look: state,
    sign: SIGNS[state],
    word,
    evidence: [evidenceId(view, capability)].filter((id) => id !== undefined),
  };
}

/** The words by which the filter finds a case. */
function filtersOf(one: CaseRecord, cells: readonly Cell[]): string[] {
  return [
    ...(one.losses.some(({ verdict }) => verdict === 'degraded') ? ['silent'] : []),
    ...(one.status === 'proven' ? [] : ['unproven']),
    ...(isAnswered(one) ? [] : ['unanswered']),
    ...(one.violations.length > 0 ? ['hurts'] : []),
    ...(one.flaky.length > 0 ? ['flaky'] : []),
    ...(one.faithful.minimalSets.length > 1 ? ['several'] : []),
    ...cells.filter(isTaken).map(({ capability }) => `needs:${capability}`),
  ];
}
