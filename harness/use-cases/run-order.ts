import type { RunRecord } from '../record/record.ts';
import type { RunOrder } from './carry-out.ts';

/** A run that a use case wants carried out; where it is kept is left to whoever carries it out, unless a directory is named. */
export type WantedRun = Omit<RunOrder, 'run' | 'directory' | 'resumed'> & { readonly directory?: string | undefined };

/** What became of a run, and where it is kept. */
export interface FinishedRun {
  readonly record: RunRecord;
  /** Absolute. */
  readonly directory: string;
  readonly interrupted: boolean;
}

/** Carries a run out, on an engine that it opens. */
export type Runner = (wanted: WantedRun) => Promise<FinishedRun>;
