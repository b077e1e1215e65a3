import * as z from 'zod';
import type { Answer, Outcome } from './answer.ts';
import { imageDifference } from './difference.ts';
import { buildFailure, infrastructureClass } from './trial-outcome.ts';

/** What a trial showed of its capability set. */
export const verdict = z.discriminatedUnion('kind', [
  /** The build succeeded and its image equals the reference image. */
  z.object({ kind: z.literal('faithful') }),
  /** Exit code 0, but another image: a silent loss. */
  z.object({ kind: z.literal('degraded'), differences: z.array(imageDifference).readonly() }),
  z.object({ kind: z.literal('failed'), exitCode: z.number(), failure: buildFailure }),
  /** Still running at its deadline. */
  z.object({ kind: z.literal('timeout'), deadlineMs: z.number() }),
  /** The engine cannot grant the set. */
  z.object({ kind: z.literal('untestable'), message: z.string() }),
  /** Not the build's doing; never evidence. */
  z.object({ kind: z.literal('infrastructure'), class: infrastructureClass, message: z.string() }),
  /** The build did what no builder does; never evidence, and the end of the case's trials. */
  z.object({ kind: z.literal('tampered'), message: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
]);

/** What a trial showed of its capability set. */
export type Verdict = z.output<typeof verdict>;

/** The name of a verdict. */
export const verdictKind = z.enum([
  'faithful',
  'degraded',
  'failed',
  'timeout',
  'untestable',
  'infrastructure',
  'tampered',
  'cancelled',
] as const satisfies readonly Verdict['kind'][]);

/** The name of a verdict. */
export type VerdictKind = Verdict['kind'];

/** What a verdict says for one answer; undefined where it is not about the build. */
export function outcomeOf(kind: VerdictKind, answer: Answer): Outcome | undefined {
  switch (kind) {
    case 'faithful':
      return 'pass';
    case 'degraded':
      return answer === 'exitZero' ? 'pass' : 'fail';
    case 'failed':
    case 'timeout':
      return 'fail';
    case 'untestable':
    case 'infrastructure':
    case 'tampered':
    case 'cancelled':
      return undefined;
  }
}
