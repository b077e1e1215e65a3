/** A word of a command line, and where it stands in the text. */
export interface LineWord {
  readonly start: number;
  readonly end: number;
  /** Without quotes. */
  readonly value: string;
}

/** A word: what is quoted, what a backslash stands before, and all else that is no space. */
const WORD = /(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[^\r\n]|[^\s'"\\])+/g;

/** The words of a command line between two offsets; a backslash at the end of a line continues it. */
export function splitLine(text: string, start: number, end: number): LineWord[] {
  return [...text.slice(start, end).matchAll(WORD)].map(({ 0: word, index }) => ({
    start: start + index,
    end: start + index + word.length,
    value: word.replace(/'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g, (_, single, double, one) => {
      return single ?? double?.replace(/\\([\\"$`])/g, '$1') ?? one ?? '';
    }),
  }));
}
