import type { Verdict } from '../vocabulary/verdict.ts';

/** How many differences of one trial a record keeps; the fingerprints have them all. */
export const DIFFERENCES_KEPT = 5;

/** What a trial showed, in words; nothing where it is the same image. */
export function shownBy(verdict: Verdict): string[] {
  switch (verdict.kind) {
    case 'faithful':
    case 'cancelled':
      return [];
    case 'degraded':
      return verdict.differences.slice(0, DIFFERENCES_KEPT).map(({ text }) => text);
    case 'failed':
      return [verdict.failure.message];
    case 'timeout':
      return [`still running after ${Math.round(verdict.deadlineMs / 1000)} s`];
    case 'untestable':
    case 'infrastructure':
    case 'tampered':
      return [verdict.message];
  }
}
