import * as z from 'zod';

/** What kept a trial from reaching a verdict. */
export const infrastructureClass = z.enum([
  'engine',
  'registry',
  'image-beyond-bounds',
  'network',
  'context',
  'evidence',
  'capabilities-not-as-requested',
  'configuration-not-in-force',
  'memory',
  'disk',
  'killed',
]);

/** What kept a trial from reaching a verdict. */
export type InfrastructureClass = z.output<typeof infrastructureClass>;

/** Where in a build a failure happened. */
export const buildPhase = z.enum(['context', 'base', 'instruction', 'cross-stage-copy', 'snapshot', 'push', 'unknown']);

/** Where in a build a failure happened. */
export type BuildPhase = z.output<typeof buildPhase>;

/** An instruction of a Dockerfile that something happened in: its first line, counted from 1, and its text. */
export const instructionPlace = z.object({ line: z.number(), text: z.string() });

/** What a failed build said of itself. */
export const buildFailure = z.object({
  phase: buildPhase,
  /** The instruction that was being carried out, if the log names one. */
  instruction: instructionPlace.nullable(),
  /** The line of the log that tells the reason. */
  message: z.string(),
  /** The message with numbers, digests and addresses taken out: equal for equal reasons. */
  signature: z.string(),
});

/** What a failed build said of itself. */
export type BuildFailure = z.output<typeof buildFailure>;

/** How far a trial came. */
export const trialOutcome = z.discriminatedUnion('kind', [
  /** Exit code 0 and an image; `fingerprint` is the SHA-256 under which the run keeps the image's fingerprint. */
  z.object({ kind: z.literal('built'), fingerprint: z.string() }),
  /** The build's own failure. */
  z.object({ kind: z.literal('failed'), exitCode: z.number(), failure: buildFailure }),
  /** The engine cannot grant the set. */
  z.object({ kind: z.literal('ungrantable'), message: z.string() }),
  /** It still ran at its deadline. */
  z.object({ kind: z.literal('timeout'), deadlineMs: z.number() }),
  /** Not the build's doing; never evidence. */
  z.object({ kind: z.literal('infrastructure'), class: infrastructureClass, message: z.string() }),
  /** The build did what no builder does, or its image is not known to be the builder's; never evidence, and not tried again. */
  z.object({ kind: z.literal('tampered'), message: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
]);

/** How far a trial came. */
export type TrialOutcome = z.output<typeof trialOutcome>;

/**
 * Whether a trial says how the engine stood and nothing of the build. It counts for nothing once the engine is another one: when a
 * new process goes on with the run, or when what was broken has been replaced.
 */
export function isPassing({ kind }: TrialOutcome): boolean {
  return kind === 'infrastructure' || kind === 'ungrantable';
}
