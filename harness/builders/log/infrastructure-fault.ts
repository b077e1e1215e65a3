import type { SandboxFacts } from '../../vocabulary/sandbox-facts.ts';
import type { InfrastructureClass } from '../../vocabulary/trial-outcome.ts';
import type { FailureReading } from '../builder.ts';

/** The kernel's refusals. They are what the harness measures, so nothing that carries one is anybody else's fault. */
const REFUSAL = /operation not permitted|permission denied/i;

const DISK = /no space left on device|disk quota exceeded/i;

/** A registry could not be reached, or the connection to it broke. */
const NETWORK =
  /dial (?:tcp|udp)|connection (?:refused|reset)|no such host|server misbehaving|network is unreachable|no route to host|i\/o timeout|deadline exceeded|TLS handshake|x509:|broken pipe|unexpected EOF|: EOF\b/i;

/** A registry answered, but not with what was asked for. */
const REGISTRY =
  /\b(?:GET|HEAD|PUT|POST|PATCH) https?:\/\/|manifest unknown|name unknown|blob unknown|unauthorized|too ?many ?requests|unexpected status code|(?:status|response)\D{0,20}\b(?:429|5\d\d)\b|\b5\d\d (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)|image not found on any configured|unable to complete operation after/i;

/** A reason that a log gives for a failure. */
export interface ToldReason {
  readonly message: string;
  /** Whether nothing but the builder can have written it. */
  readonly isCertain: boolean;
  /** Whether the builder was talking to a registry. */
  readonly isTransfer: boolean;
}

/**
 * The fault of the sandbox that ended a build; undefined for a failure of the build's own. A log alone tells of one only where the
 * builder itself surely wrote it, and never against what the sandbox saw.
 */
export function confirmedFault(
  { message, isCertain, isTransfer }: ToldReason,
  { registry, disk }: SandboxFacts,
): FailureReading | undefined {
  // Whatever it says: a program that ran out of room seldom says so well.
  if (disk === 'full') return { kind: 'infrastructure', class: 'disk', message };
  if (disk === 'unknown' && isCertain && isDiskFull(message)) return { kind: 'infrastructure', class: 'disk', message };
  const isTold = registry === 'failed' ? isTransfer || !isCertain : registry === 'unknown' && isTransfer && isCertain;
  const fault = isTold ? transferFault(message) : undefined;
  return fault === undefined ? undefined : { kind: 'infrastructure', class: fault, message };
}

/** The class of a fault between a builder and a registry, undefined if the message tells of none. */
function transferFault(message: string): InfrastructureClass | undefined {
  if (REFUSAL.test(message)) return undefined;
  if (NETWORK.test(message)) return 'network';
  return REGISTRY.test(message) ? 'registry' : undefined;
}

/** Whether the message tells of a full disk. */
function isDiskFull(message: string): boolean {
  return DISK.test(message);
}

/** Whether the message tells of a refusal by the kernel. */
export function isRefusal(message: string): boolean {
  return REFUSAL.test(message);
}
