import type { CaseComparison } from '../../../comparison/compare-cases.ts';
import { countOf } from '../../../text/plain-text.ts';
import { type CaseView, capabilitiesInPlay } from '../case-view.ts';
import { changeFilters, changeOf, PAGE_CHANGES, whyNotCompared } from '../comparison-words.ts';
import { evidenceId } from '../evidence/case-evidence.ts';
import { type Cell, type CellState, cellOf, SIGNS } from './cell-state.ts';
import type { MatrixCell, MatrixRow, StatedMatrix } from './matrix.ts';

/** One case of a comparison with what each record says of it. */
export interface ComparedView {
  readonly compared: CaseComparison;
  readonly slug: string;
  /** Undefined where the record does not have the case. */
  readonly before: CaseView | undefined;
  readonly after: CaseView | undefined;
}

/** The matrix of two records: what is the same is quiet, what changed shows both states. */
export function comparisonMatrix(views: readonly ComparedView[]): StatedMatrix {
  const sides = views.flatMap(({ before, after }) => [before, after].filter((view) => view !== undefined));
  const columns = capabilitiesInPlay(sides.map(({ one }) => one)).filter((name) =>
    sides.some(({ one }) => cellOf(one, name).isMember),
  );
  const rows = new Map(views.map((view) => [view, columns.map((name) => pairOf(view, name))]));
  const counted = columns.map((capability, index) => {
    const count = views.filter((view) => rows.get(view)?.[index]?.isChanged === true).length;
    return { capability, count, countText: `changed in ${countOf(count, 'case')}` };
  });
  const pairs = [...rows.values()].flat().filter((pair) => pair !== undefined);
  return {
    matrix: { caption: CAPTION, columns: counted, rows: views.map((view) => rowOf(view, rows.get(view) ?? [])) },
    states: new Set(pairs.flatMap(({ before, after }) => [before.state, after.state])),
  };
}

const CAPTION = 'What each case needs in A and in B. Where that changed: the sign of A, an arrow, the sign of B.';

interface Pair {
  readonly before: Cell;
  readonly after: Cell;
  readonly isChanged: boolean;
}

/** Nothing changes where nothing can be compared. */
function pairOf({ before, after, compared }: ComparedView, capability: string): Pair | undefined {
  if (before === undefined || after === undefined || compared.kind !== 'compared') return undefined;
  const cells = { before: cellOf(before.one, capability), after: cellOf(after.one, capability) };
  return { ...cells, isChanged: cells.before.state !== cells.after.state };
}

function rowOf(view: ComparedView, pairs: readonly (Pair | undefined)[]): MatrixRow {
  const { compared, slug, before, after } = view;
  const change = changeOf(compared);
  const { text, tone } = PAGE_CHANGES[change];
  const one = (after ?? before)?.one;
  const taken = pairs
    .filter((pair) => pair !== undefined)
    .filter((pair) => pair.before.isMember || pair.after.isMember);
  return {
    slug,
    name: compared.id,
    note: tone === 'same' ? undefined : { text, tone },
    cells:
      compared.kind === 'compared'
        ? pairs.filter((pair) => pair !== undefined).map((pair) => matrixCell(view, pair))
        : whyNotCompared(compared),
    text: [compared.id, one?.title, one?.path].join(' '),
    filters: [...changeFilters(change), ...taken.map((pair) => `needs:${pair.after.capability}`)],
  };
}

function matrixCell({ before, after }: ComparedView, pair: Pair): MatrixCell {
  const { capability } = pair.after;
  const evidence = [before, after]
    .flatMap((view) => (view === undefined ? [] : [evidenceId(view, capability)]))
    .filter((id) => id !== undefined);
  const [was, is] = [pair.before.state, pair.after.state];
  return pair.isChanged
    ? {
        look: `moved ${directionOf(was, is)}`,
        sign: `${SIGNS[was]}→${SIGNS[is]}`,
        word: `was ${pair.before.word}, is ${pair.after.word}`,
        evidence,
      }
    : { look: `same ${is}`, sign: SIGNS[is], word: `${pair.after.word}, as before`, evidence };
}

const TAKEN: readonly CellState[] = ['silent', 'needed', 'alternative'];

/** A need that is new and an error that became silent are for the worse, a need that is gone is for the better. */
function directionOf(was: CellState, is: CellState): 'worse' | 'better' | 'otherwise' {
  if (is === 'silent' || (TAKEN.includes(is) && !TAKEN.includes(was))) return 'worse';
  return TAKEN.includes(was) && !TAKEN.includes(is) ? 'better' : 'otherwise';
}
