import type { CapabilityChecks } from '../capabilities/capability-checks.ts';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { ProcessStatus } from '../capabilities/process-status.ts';

/**
 * What one run of a builder showed, before any judgement: all that a verdict can be derived from. Kept in the journal, so
 * that verdicts can be recomputed.
 */
export interface Observation {
  /** Unique in the run: `t0001`. */
  readonly trial: string;
  readonly capabilities: CapabilitySet;
  /** What it was run for; null in journals of earlier versions. */
  readonly purpose: TrialPurpose | null;
  /** What was imposed on the builder besides; null for a trial that the answers may rest on. */
  readonly hardening: Hardening | null;
  /** Whether nothing else ran beside it. */
  readonly alone: boolean;
  /** The builder's process while it waited for its context; null if it could not be read. */
  readonly evidence: ProcessStatus | null;
  readonly outcome: Outcome;
  /** The last lines that the builder wrote, escape sequences stripped. */
  readonly log: readonly string[];
  readonly startedAt: string;
  /** From the create call until its image, if it left one, was read. */
  readonly durationMs: number;
  /** From the create call until the builder waited for its context; null if it did not come that far. */
  readonly readyMs: number | null;
  /** The capability checks that the kernel was seen to make; null where it was not watched. */
  readonly witness: CapabilityChecks | null;
}

/** What a trial is run for; the record's `trialPurpose` says what each means. */
export type TrialPurpose =
  | 'reference'
  | 'search'
  | 'retry'
  | 'confirmation'
  | 'challenge'
  | 'audit'
  | 'hardening'
  | 'asked';

/** A restriction that belongs next to capabilities and may break a build by itself; the record's `hardening` says what each means. */
export type Hardening = 'no-new-privileges';

/** How far a trial came. */
export type Outcome =
  /** Exit code 0 and an image; `fingerprint` is the SHA-256 under which the run keeps the image's fingerprint. */
  | { readonly kind: 'built'; readonly fingerprint: string }
  /** The build's own failure. */
  | { readonly kind: 'failed'; readonly exitCode: number; readonly failure: BuildFailure }
  /** The engine cannot grant the set. */
  | { readonly kind: 'ungrantable'; readonly message: string }
  /** It still ran at its deadline. */
  | { readonly kind: 'timeout'; readonly deadlineMs: number }
  /** Not the build's doing; never evidence. */
  | { readonly kind: 'infrastructure'; readonly class: InfrastructureClass; readonly message: string }
  | { readonly kind: 'cancelled' };

/** What kept a trial from reaching a verdict. */
export type InfrastructureClass =
  | 'engine'
  | 'registry'
  | 'network'
  | 'context'
  | 'evidence'
  | 'capabilities-not-as-requested'
  | 'hardening-not-as-requested'
  | 'memory'
  | 'disk'
  | 'killed';

/** Where in a build a failure happened. */
export type BuildPhase = 'context' | 'base' | 'instruction' | 'cross-stage-copy' | 'snapshot' | 'push' | 'unknown';

/** What a failed build said of itself. */
export interface BuildFailure {
  readonly phase: BuildPhase;
  /** The instruction that was being carried out, if the log names one. */
  readonly instruction: { readonly line: number; readonly text: string } | null;
  /** The line of the log that tells the reason. */
  readonly message: string;
  /** The message with numbers, digests and addresses taken out: equal for equal reasons. */
  readonly signature: string;
}
