/** A part of a text, and what stands there instead. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why a text is left as it is, in a sentence or two. */
export interface RefusedEdit {
  readonly refused: string;
}

/** Whether an edit was refused. */
export function isRefusedEdit<T>(result: T | RefusedEdit): result is RefusedEdit {
  return typeof result === 'object' && result !== null && 'refused' in result;
}

/** The text with its parts replaced. They do not overlap; of two at one place the first goes first. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const inOrder = splices
    .map((splice, index) => ({ ...splice, index }))
    .toSorted((a, b) => b.start - a.start || b.index - a.index);
  return inOrder.reduce((rest, { start, end, text: own }) => rest.slice(0, start) + own + rest.slice(end), text);
}

/** How the lines of a text end: as its first one does. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  return /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
}

/** The offset of the first character of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the line break that ends the line of an offset, or the end of the text. */
export function lineBreak(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed < 0) return text.length;
  return feed > offset && text[feed - 1] === '\r' ? feed - 1 : feed;
}

/** The offset of the line after the one that holds an offset, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  return feed < 0 ? text.length : feed + 1;
}
