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
  let open: Segment[] = [];
  const close = (): void => {
    if (open.length > 0) fields.push(joined(open, place));
    open = [];
  };
  for (const piece of pieces) {
    if (piece === BREAK) close();
    else if (!piece.splits) {
      if (piece.text !== '' || piece.isQuoted) open.push(piece);
    } else {
      piece.text.split(/[ \t\n]+/).forEach((part, index) => {
        if (index > 0) close();
        if (part !== '') open.push({ ...piece, text: part });
      });
    }
  }
  close();
  return fields;
}

/** The one text that pieces make where the shell does not split, as in an assignment. */
export function textOfPieces(pieces: Pieces, place: Place): Written {
  return joined(
    pieces.map((piece) => (piece === BREAK ? { text: ' ', splits: false, isQuoted: false } : piece)),
    place,
  );
}

/** The most names that are told of a text: they are there to be shown. */
const MOST_NAMES = 100;

/** Segments as one text. Each name in it is told once: values that hold each other would double what is known at each step. */
function joined(segments: readonly Segment[], place: Place): Written {
  const resolved = new Map<string, ResolvedName>();
  const unresolved = new Map<string, UnresolvedName>();
  for (const segment of segments) {
    for (const one of segment.resolved ?? []) if (resolved.size < MOST_NAMES) resolved.set(one.name, one);
    for (const one of segment.unresolved ?? []) if (unresolved.size < MOST_NAMES) unresolved.set(one.reference, one);
  }
  const value = segments.map(({ text }) => text).join('');
  return { value, place, resolved: [...resolved.values()], unresolved: [...unresolved.values()] };
}
