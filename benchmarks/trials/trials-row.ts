/** What was measured: name, the tool, by hand, ratio, target; and whether the target was met. */
export interface TrialsRow {
  readonly cells: readonly string[];
  readonly isKept: boolean;
}
