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
