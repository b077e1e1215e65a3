import type { Builder } from '../builders/builder.ts';
import type { RegistryRequest } from '../engine/site-registry/access-log.ts';
import type { TrialRegistryUse } from '../engine/trial-port.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import { NO_SANDBOX_FACTS, type SandboxFacts } from '../vocabulary/sandbox-facts.ts';
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

/** A disk with less than this is full for whoever wants to write a layer. */
const FULL_BYTES = 64 * 2 ** 20;
const FULL_FILES = 100;

/** What was seen of the sandbox around a trial. */
export function sandboxFactsOf(use: TrialRegistryUse | null, own: TrialRepositories): SandboxFacts {
  if (use === null) return NO_SANDBOX_FACTS;
  const { gap, longestSilenceMs, requests, leastFree } = use;
  const isSilent = gap !== null || longestSilenceMs > LONGEST_SILENCE_MS;
  const isShort = leastFree !== null && (leastFree.bytes < FULL_BYTES || isShortOfFiles(leastFree.files));
  return {
    registry: isSilent || requests.some((request) => endsBuild(request, own)) ? 'failed' : 'sound',
    disk: leastFree === null ? 'unknown' : isShort ? 'full' : 'free',
  };
}

/** A file system that keeps no number of files tells none. */
function isShortOfFiles(files: number): boolean {
  return files > 0 && files < FULL_FILES;
}

/** Whether an answer is one that a builder cannot go on from. A repository of its own is empty at first, a base image is there. */
function endsBuild({ status, repository, subject }: RegistryRequest, own: TrialRepositories): boolean {
  const isOwn = repository === own.image || repository === own.cache;
  return status >= 500 || status === 429 || (status === 404 && subject === 'manifest' && !isOwn);
}

function uncounted(reason: string): TrialOutcome {
  return infrastructure('evidence', `who ran as the image was pushed is not known: ${reason}`);
}
