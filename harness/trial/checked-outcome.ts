import type { Builder } from '../builders/builder.ts';
import type { TrialRegistryUse } from '../engine/trial-port.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import { takeoverSeen } from './takeover.ts';
import { forbiddenRequest, forgedPush, type TrialRepositories } from './tampering.ts';
import { infrastructure, type ReadOutcome } from './trial-outcome.ts';

/** What an outcome is held against. */
export interface OutcomeCheck {
  /** Null where no registry was in reach of the trial. */
  readonly use: TrialRegistryUse | null;
  /** What the kernel's witness saw; null where it did not watch. */
  readonly witness: CapabilityChecks | null;
  readonly own: TrialRepositories;
  readonly builder: Pick<Builder, 'ownProcesses' | 'pushedDigest'>;
  readonly output: string;
}

/** The longest time for which a registry may give no sign before a build's slowness or failure may be its doing. */
const LONGEST_SILENCE_MS = 10_000;

/**
 * The outcome of a trial in the light of what it did at the registry of its room: nothing that was forged, and nothing that a
 * registry which did not answer may have brought about, is taken for what the build shows.
 */
export function checkedOutcome({ outcome, image }: ReadOutcome, check: OutcomeCheck): TrialOutcome {
  const { use, witness, own, builder, output } = check;
  if (outcome.kind === 'cancelled') return outcome;
  const takeover = takeoverSeen(witness, use);
  if (takeover !== undefined) return { kind: 'tampered', message: takeover };
  if (use === null) return outcome;
  const forbidden = forbiddenRequest(use, own);
  if (forbidden !== undefined) return { kind: 'tampered', message: forbidden };
  if (outcome.kind === 'infrastructure') return outcome;
  if (use.gap !== null)
    return infrastructure('registry', `what the build did at the registry is not known: ${use.gap}`);
  if (outcome.kind === 'built' && image !== null) {
    const { ownProcesses } = builder;
    const forged = forgedPush(use, own, { image, said: builder.pushedDigest(output), ownProcesses });
    if (forged !== undefined) return { kind: 'tampered', message: forged };
    return use.company.kind === 'counted' ? outcome : uncounted(use.company.message);
  }
  if (use.longestSilenceMs <= LONGEST_SILENCE_MS) return outcome;
  const seconds = Math.round(use.longestSilenceMs / 1000);
  return infrastructure('registry', `the registry of the sandbox did not answer for ${seconds} s`);
}

function uncounted(reason: string): TrialOutcome {
  return infrastructure('evidence', `who ran as the image was pushed is not known: ${reason}`);
}
