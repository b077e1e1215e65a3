import { hurtsAnywhere } from '../../../record/answer-cover.ts';
import { silentLosses } from '../../../record/capability-need.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { countOf } from '../../../text/plain-text.ts';
import { type CaseView, capabilitiesInPlay } from '../case-view.ts';
import { evidenceId } from '../evidence/case-evidence.ts';
import { type Cell, cellOf, SIGNS } from './cell-state.ts';
import type { MatrixCell, MatrixRow, StatedMatrix } from './matrix.ts';

/** The matrix of the cases of one record; a capability that is proven to be needed by none has no column. */
export function recordMatrix(views: readonly CaseView[]): StatedMatrix {
  const all = capabilitiesInPlay(views.map(({ one }) => one));
  const cells = new Map(views.map((view) => [view, all.map((name) => cellOf(view.one, name))]));
  const answered = views.filter(({ one }) => isAnswered(one));
  const isOpen = (cell: Cell | undefined): boolean => cell?.isMember === true || cell?.state === 'open';
  const taken = all.filter((_, index) => answered.some((view) => isOpen(cells.get(view)?.[index])));
  const shown = new Map(
    [...cells].map(([view, row]) => [view, row.filter(({ capability }) => taken.includes(capability))]),
  );
  const columns = taken.map((capability) => {
    const count = views.filter((view) =>
      shown.get(view)?.some((cell) => cell.capability === capability && cell.isMember),
    ).length;
    return { capability, count, countText: `in a set of ${countOf(count, 'case')}` };
  });
  return {
    matrix: {
      caption: captionOf(
        views,
        all.filter((name) => !taken.includes(name)),
      ),
      columns,
      rows: views.map((view) => rowOf(view, shown.get(view) ?? [])),
    },
    states: new Set([...shown].flatMap(([{ one }, row]) => (isAnswered(one) ? row.map(({ state }) => state) : []))),
  };
}

function captionOf(views: readonly CaseView[], others: readonly string[]): string {
  const which = views.every(({ one }) => isAnswered(one)) ? 'No case' : 'No case with an answer';
  return `What each case needs.${others.length === 0 ? '' : ` ${which} needs ${others.join(', ')}.`}`;
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
    ...(silentLosses(one).length > 0 ? ['silent'] : []),
    ...(one.status === 'proven' ? [] : ['unproven']),
    ...(isAnswered(one) ? [] : ['unanswered']),
    ...(hurtsAnywhere(one) ? ['hurts'] : []),
    ...(one.flaky.length > 0 ? ['flaky'] : []),
    ...(one.faithful.minimalSets.length > 1 ? ['several'] : []),
    ...cells.filter(({ isMember }) => isMember).map(({ capability }) => `needs:${capability}`),
  ];
}
