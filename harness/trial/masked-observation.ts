import { signatureOf } from '../builders/log/signature.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import type { RegistryRequests } from '../vocabulary/registry-requests.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import type { SecretMask } from './mask-secrets.ts';

/** What a message ends with that was too long. */
const CUT = '…';

/** The longest name that the kernel keeps of a process: what is longer is cut. */
const LONGEST_PROGRAM_BYTES = 15;

/**
 * An outcome without secrets in what a build or an engine can have written. Its kind, its class, its phase and its digest are the
 * harness's own words, and the instruction is the Dockerfile's text: an ordinary word in them is no leak.
 */
export function maskedOutcome(outcome: TrialOutcome, mask: SecretMask): TrialOutcome {
  switch (outcome.kind) {
    case 'failed': {
      const { failure } = outcome;
      const message = maskedMessage(failure.message, mask);
      // Made anew: the old one may have a secret without its digits, which a mask does not find.
      const signature = message === failure.message ? failure.signature : signatureOf(message);
      return { ...outcome, failure: { ...failure, message, signature: mask.text(signature) } };
    }
    case 'infrastructure':
    case 'tampered':
    case 'ungrantable':
      return { ...outcome, message: maskedMessage(outcome.message, mask) };
    case 'built':
    case 'timeout':
    case 'cancelled':
      return outcome;
  }
}

function maskedMessage(message: string, mask: SecretMask): string {
  return message.endsWith(CUT) ? `${mask.cutText(message.slice(0, -CUT.length))}${CUT}` : mask.text(message);
}

/** What the kernel was seen to check, without secrets in the names of programs, which a build chooses. */
export function maskedWitness(witness: CapabilityChecks | null, mask: SecretMask): CapabilityChecks | null {
  if (witness === null) return null;
  const named = <T extends { readonly program: string }>(seen: readonly T[]): T[] =>
    seen.map((one) => ({ ...one, program: maskedName(one.program, mask) }));
  const { checks, behaviour, takeovers } = witness;
  return {
    ...witness,
    checks: named(checks),
    ...(behaviour && { behaviour: { ...behaviour, calls: named(behaviour.calls) } }),
    ...(takeovers && { takeovers: named(takeovers) }),
  };
}

function maskedName(program: string, mask: SecretMask): string {
  return Buffer.byteLength(program) < LONGEST_PROGRAM_BYTES ? mask.text(program) : mask.cutText(program);
}

/** What was asked of the registry, without secrets in the names of repositories and processes, which a build chooses. */
export function maskedRequests(asked: RegistryRequests | null, mask: SecretMask): RegistryRequests | null {
  if (asked === null) return null;
  const requests = asked.requests.map(({ repository, ...rest }) => ({
    ...rest,
    repository: repository === null ? null : mask.text(repository),
  }));
  return { ...asked, requests, company: asked.company?.map((name) => maskedName(name, mask)) ?? null };
}
