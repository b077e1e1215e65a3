import { needOf, silentLosses } from '../../../record/capability-need.ts';
import type { CaseRecord } from '../../../record/record.ts';

/** What a case says of one capability. */
export interface Cell {
  readonly capability: string;
  readonly state: CellState;
  /** The state in words; they say more than the state where an answer is not complete. */
  readonly word: string;
  /** Whether a set that is known to serve holds it: what gives it a column of the matrix. */
  readonly isMember: boolean;
}

/** The states that a matrix tells apart, what asks for attention first. */
export const CELL_STATES = ['silent', 'needed', 'alternative', 'open', 'not-needed', 'outside'] as const;

/** What a capability is to a case: `open` where nothing is proven, `outside` where it was never granted. */
export type CellState = (typeof CELL_STATES)[number];

/** A sign for each state that is told apart without its colour. */
export const SIGNS: Readonly<Record<CellState, string>> = {
  silent: '▲',
  needed: '●',
  alternative: '◐',
  open: '?',
  'not-needed': '·',
  outside: '–',
};

/** What each sign means, for the legend. */
export const MEANINGS: Readonly<Record<CellState, string>> = {
  silent: 'lost silently: without it the build reports success, but the image differs',
  needed: 'needed: without it the build fails',
  alternative: 'alternative: in some minimal sets only',
  open: 'not known: nothing is proven',
  'not-needed': 'not needed',
  outside: 'never granted: not in play, or the engine cannot grant it',
};

/** Reads a cell of the matrix from a case; of an answer that is not complete no need is claimed unless it is proven. */
export function cellOf(one: CaseRecord, capability: string): Cell {
  const isMember = one.faithful.minimalSets.some((set) => set.includes(capability));
  const told = (state: CellState, word: string): Cell => ({ capability, state, word, isMember });
  if (one.untestable.includes(capability)) return told('outside', 'cannot be granted');
  if (!one.universe.includes(capability)) return told('outside', 'not in play');
  const isSilent = silentLosses(one).some((loss) => loss.capability === capability);
  const need = needOf(one, capability);
  switch (need) {
    case 'never-granted':
      return told('outside', 'not in play');
    case 'no-answer':
      return told('open', 'no answer');
    case 'not-known':
      return told('open', 'not known');
    case 'not-needed':
      return told('not-needed', 'not needed');
    case 'needed':
      return isSilent ? told('silent', 'lost silently') : told('needed', 'needed');
    case 'alternative':
      if (!one.faithful.complete) break;
      return isSilent ? told('silent', 'alternative, lost silently') : told('alternative', 'alternative');
    case 'not-proven':
      break;
  }
  return isSilent ? told('silent', 'lost silently, not proven to be needed') : told('open', 'works with it');
}
