import Table from 'cli-table3';
import { breakLongWords } from '../../text/plain-text.ts';

/** Rows of text and the columns, borders not counted, that they are drawn in; a cell has a space on either side. */
export interface TableContent {
  readonly head: readonly string[];
  readonly colWidths: readonly number[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * What stands for the rest of a cell that does not fit. For every line of a cell, cli-table3 makes a text of ten columns that
 * nobody sees, a character of the cell at a time; of a mark that takes all ten it makes none, and is twenty times as fast.
 */
const CUT_MARK = '…(cut off)';

/** A table without colours. */
export function plainTable({ head, colWidths, rows }: TableContent): string {
  const table = new Table({
    head: [...head],
    colWidths: [...colWidths],
    wordWrap: true,
    truncate: CUT_MARK,
    style: { head: [], border: [] },
  });
  table.push(...rows.map((cells) => cells.map((cell, column) => breakLongWords(cell, (colWidths[column] ?? 0) - 2))));
  return table.toString();
}
