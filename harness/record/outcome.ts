import type { CaseRecord } from './record.ts';

/** The two questions that each trial answers: is the image the same, and does the build report success? */
export type Answer = 'faithful' | 'exitZero';

/** Both of them, the one that counts first. */
export const ANSWERS: readonly Answer[] = ['faithful', 'exitZero'];

/** What a trial says for one answer. */
export type Outcome = 'pass' | 'fail';

/** Reads a verdict for one answer; undefined where it is not about the build. */
export function outcomeOf(
  verdict: CaseRecord['trials']['all'][number]['verdict'],
  answer: Answer,
): Outcome | undefined {
  switch (verdict) {
    case 'faithful':
      return 'pass';
    case 'degraded':
      return answer === 'exitZero' ? 'pass' : 'fail';
    case 'failed':
    case 'timeout':
      return 'fail';
    case 'untestable':
    case 'infrastructure':
    case 'cancelled':
      return undefined;
  }
}
