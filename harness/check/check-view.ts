import type { RunRecord } from '../record/record.ts';
import type { CheckGate } from './check-gate.ts';

/** What a check is shown with. */
export interface CheckView {
  readonly tool: RunRecord['tool'];
  /** The lock file, as the user may name it. */
  readonly lockFile: string;
  /** The directory of the run, or its record; null if there was none. */
  readonly run: string | null;
  /** Which part of the cases was asked for, as `2/3`; absent for all of them. It counts where the part had nothing to run. */
  readonly shard?: string;
  readonly gate: CheckGate;
}

/**
 * The same for whoever reads it elsewhere: a place outside of the working directory, which has an absolute path, is called by its
 * last name. The directories of a CI machine are nobody's business, and a command with them works nowhere else.
 */
export function postedView(view: CheckView): CheckView {
  return { ...view, lockFile: lastName(view.lockFile), run: view.run === null ? null : lastName(view.run) };
}

function lastName(path: string): string {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)
    ? (path.split(/[\\/]/).findLast((name) => name !== '') ?? path)
    : path;
}
