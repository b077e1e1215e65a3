import type { Place } from '../model/stated.ts';
import type { ResolvedName, UnresolvedName, Written } from '../model/written.ts';

/** A piece of a word after its expansion. */
export interface Segment {
  readonly text: string;
  /** Whether white space in it ends a word, as in what a variable without quotes stands for. */
  readonly splits: boolean;
  /** Whether it makes a word even where it is empty: it was in quotes. */
  readonly isQuoted: boolean;
  readonly resolved?: readonly ResolvedName[];
  readonly unresolved?: readonly UnresolvedName[];
}

/** Ends a word between two members of a list: `"$@"`. */
export const BREAK = 'break';

/** The pieces of a word, and the ends of words among them. */
export type Pieces = readonly (Segment | typeof BREAK)[];

/** The words that pieces make after the shell has split them. */
export function fieldsOf(pieces: Pieces, place: Place): Written[] {
  const fields: Written[] = [];
  let open: Omit<Written, 'place'> | undefined;
  const close = (): void => {
    if (open !== undefined) fields.push({ ...open, place });
    open = undefined;
  };
  const add = (text: string, { resolved = [], unresolved = [] }: Partial<Segment>): void => {
    open = {
      value: (open?.value ?? '') + text,
      resolved: [...(open?.resolved ?? []), ...resolved],
      unresolved: [...(open?.unresolved ?? []), ...unresolved],
    };
  };
  for (const piece of pieces) {
    if (piece === BREAK) close();
    else if (!piece.splits) {
      if (piece.text !== '' || piece.isQuoted) add(piece.text, piece);
    } else {
      const parts = piece.text.split(/[ \t\n]+/);
      parts.forEach((part, index) => {
        if (index > 0) close();
        if (part !== '') add(part, piece);
      });
    }
  }
  close();
  return fields;
}

/** The one text that pieces make where the shell does not split, as in an assignment. */
export function textOfPieces(pieces: Pieces, place: Place): Written {
  const segments = pieces.map((piece) => (piece === BREAK ? { text: ' ', splits: false, isQuoted: false } : piece));
  return {
    value: segments.map(({ text }) => text).join(''),
    place,
    resolved: segments.flatMap(({ resolved = [] }: Partial<Segment>) => resolved),
    unresolved: segments.flatMap(({ unresolved = [] }: Partial<Segment>) => unresolved),
  };
}
