import type { Builder } from '../builders/builder.ts';
import type { Ending, FeedOutcome } from '../engine/trial-port.ts';
import { HarnessError, messageOf } from '../errors.ts';
import { isBeyondBounds } from '../image/bounds/image-bounds.ts';
import type { Instruction } from '../vocabulary/case.ts';
import type { SandboxFacts } from '../vocabulary/sandbox-facts.ts';
import type { InfrastructureClass, TrialOutcome } from '../vocabulary/trial-outcome.ts';
import type { PushedImage } from './tampering.ts';

/** How a build went that got its context. */
export interface FinishedBuild {
  readonly feed: FeedOutcome;
  readonly ending: Ending;
  /** What the builder wrote; null if the engine no longer has it. */
  readonly output: string | null;
  readonly deadlineMs: number;
  /** What the sandbox saw of it. @default NO_SANDBOX_FACTS */
  readonly facts?: SandboxFacts | undefined;
}

/** An image that was read back: `fingerprint` is the digest under which the run keeps what is compared of it. */
export interface TakenImage extends PushedImage {
  readonly fingerprint: string;
}

/** How far a build came, with the image that it left. */
export interface ReadOutcome {
  readonly outcome: TrialOutcome;
  readonly image: TakenImage | null;
}

/** What is needed to read how a build went. */
export interface OutcomeReader {
  readonly builder: Builder;
  readonly instructions: readonly Instruction[];
  readonly takeFingerprint: () => Promise<TakenImage>;
}

/** How far a build came that got its context under the requested capabilities. */
export async function trialOutcomeOf(build: FinishedBuild, reader: OutcomeReader): Promise<ReadOutcome> {
  const { ending, feed, output } = build;
  const isFinished = ending.kind === 'exited' && ending.exitCode === 0 && !ending.outOfMemory && output !== null;
  // One that succeeds cannot have done without its context.
  if (isFinished && feed.kind !== 'broken') return builtOutcome(reader);
  return { outcome: unfinishedOutcome(build, reader), image: null };
}

function unfinishedOutcome(build: FinishedBuild, reader: OutcomeReader): TrialOutcome {
  const { ending, feed, output, deadlineMs, facts } = build;
  switch (ending.kind) {
    case 'lost':
      return infrastructure('engine', ending.message);
    case 'disk-full':
      return infrastructure('disk', ending.message);
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'deadline':
      return feed.kind === 'broken' ? infrastructure('context', feed.message) : { kind: 'timeout', deadlineMs };
    case 'exited':
      // Whatever the exit code: a build that went on without one of its processes is not the one that was asked for.
      if (ending.outOfMemory)
        return infrastructure('memory', 'a process of the build was killed because memory ran out');
      if (output === null) return infrastructure('engine', 'the engine lost the output of the build');
      // A build that stops early breaks the stream by itself.
      if (ending.exitCode !== 0) return failedOutcome({ exitCode: ending.exitCode, output, facts }, reader);
      return infrastructure('context', feed.kind === 'broken' ? feed.message : 'the context did not arrive');
  }
}

/** Why a builder that ended before it waited for its context, whatever its exit code, shows nothing about the set. */
export function endedTooEarly(ending: Ending, output: string, { builder, instructions }: OutcomeReader): TrialOutcome {
  if (ending.kind === 'lost') return infrastructure('engine', ending.message);
  if (ending.kind === 'disk-full') return infrastructure('disk', ending.message);
  if (ending.kind === 'cancelled') return { kind: 'cancelled' };
  const why = 'the builder ended before its status could be read';
  if (ending.kind === 'deadline' || ending.exitCode === 0) return infrastructure('evidence', why);
  const reading = builder.readFailure(ending.exitCode, output, instructions);
  const said = reading.kind === 'build' ? reading.failure.message : reading.message;
  return infrastructure('evidence', `${why}: ${said}`);
}

/** An outcome that is not the build's doing. */
export function infrastructure(kind: InfrastructureClass, message: string): TrialOutcome {
  return { kind: 'infrastructure', class: kind, message };
}

function failedOutcome(
  {
    exitCode,
    output,
    facts,
  }: { readonly exitCode: number; readonly output: string; readonly facts?: SandboxFacts | undefined },
  { builder, instructions }: OutcomeReader,
): TrialOutcome {
  const reading = builder.readFailure(exitCode, output, instructions, facts);
  if (reading.kind === 'infrastructure') return infrastructure(reading.class, reading.message);
  return { kind: 'failed', exitCode, failure: reading.failure };
}

async function builtOutcome({ takeFingerprint }: OutcomeReader): Promise<ReadOutcome> {
  try {
    const image = await takeFingerprint();
    return { outcome: { kind: 'built', fingerprint: image.fingerprint }, image };
  } catch (thrown) {
    // The run cannot keep what its trials show: no further trial helps.
    if (thrown instanceof HarnessError && thrown.code === 'RUN_NOT_WRITTEN') throw thrown;
    const kind = isBeyondBounds(thrown) ? 'image-beyond-bounds' : 'registry';
    const outcome = infrastructure(kind, `the image could not be read back: ${messageOf(thrown)}`);
    return { outcome, image: null };
  }
}
