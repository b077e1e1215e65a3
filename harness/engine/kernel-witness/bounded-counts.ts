import { UNKNOWN_PROGRAM } from '../../vocabulary/capability-checks.ts';

/** Something that a program did, and how often. */
interface Counted {
  readonly program: string;
  readonly count: number;
}

/** How many different things are told apart; a program may give itself a new name as often as it likes. */
const KINDS_KEPT = 1_000;

/** Counts equal things together. Beyond a bound, those of further programs count as one unknown program's. */
export interface BoundedCounts<T extends Counted> {
  /** Counts it once; what it is, is the key together with its program. */
  add(key: string, thing: T): void;
  values(): T[];
}

/** Starts to count. */
export function createBoundedCounts<T extends Counted>(): BoundedCounts<T> {
  const counts = new Map<string, T>();
  return {
    add: (key, thing) => {
      const own = `${key} ${thing.program}`;
      const isKept = counts.has(own) || counts.size < KINDS_KEPT;
      const kept = isKept ? thing : { ...thing, program: UNKNOWN_PROGRAM };
      const name = isKept ? own : `${key} ${UNKNOWN_PROGRAM}`;
      counts.set(name, { ...kept, count: (counts.get(name)?.count ?? 0) + 1 });
    },
    values: () => [...counts.values()],
  };
}

/** Orders by the names of programs. */
export function byProgram(a: Counted, b: Counted): number {
  if (a.program === b.program) return 0;
  return a.program < b.program ? -1 : 1;
}
