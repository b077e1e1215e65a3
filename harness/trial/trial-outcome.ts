import type { Builder } from '../builders/builder.ts';
import type { Ending, FeedOutcome } from '../engine/trial-port.ts';
import { messageOf } from '../errors.ts';
import type { Instruction } from '../vocabulary/case.ts';
import type { SandboxFacts } from '../vocabulary/sandbox-facts.ts';
import type { InfrastructureClass, TrialOutcome } from '../vocabulary/trial-outcome.ts';

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

/** What is needed to read how a build went. */
export interface OutcomeReader {
  readonly builder: Builder;
  readonly instructions: readonly Instruction[];
  /** Reads the image that the build pushed, stores its fingerprint and gives its digest. */
  readonly takeFingerprint: () => Promise<string>;
}

/** How far a build came that got its context under the requested capabilities. */
export async function trialOutcomeOf(build: FinishedBuild, reader: OutcomeReader): Promise<TrialOutcome> {
  const { ending, feed, output, deadlineMs, facts } = build;
  switch (ending.kind) {
    case 'lost':
      return infrastructure('engine', ending.message);
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'deadline':
      return feed.kind === 'broken' ? infrastructure('context', feed.message) : { kind: 'timeout', deadlineMs };
    case 'exited':
      // Whatever the exit code: a build that went on without one of its processes is not the one that was asked for.
      if (ending.outOfMemory)
        return infrastructure('memory', 'a process of the build was killed because memory ran out');
      if (output === null) return infrastructure('engine', 'the engine lost the output of the build');
      if (ending.exitCode !== 0) return failedOutcome({ exitCode: ending.exitCode, output, facts }, reader);
      // A build that stops early breaks the stream by itself; one that succeeds cannot have done without its context.
      return feed.kind === 'broken' ? infrastructure('context', feed.message) : builtOutcome(reader);
  }
}

/** Why a builder that ended before it waited for its context, whatever its exit code, shows nothing about the set. */
export function endedTooEarly(ending: Ending, output: string, { builder, instructions }: OutcomeReader): TrialOutcome {
  if (ending.kind === 'lost') return infrastructure('engine', ending.message);
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

async function builtOutcome({ takeFingerprint }: OutcomeReader): Promise<TrialOutcome> {
  try {
    return { kind: 'built', fingerprint: await takeFingerprint() };
  } catch (thrown) {
    return infrastructure('registry', `the image could not be read back: ${messageOf(thrown)}`);
  }
}
