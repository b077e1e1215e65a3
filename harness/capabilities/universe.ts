import { CAPABILITIES } from './capability.ts';
import { type CapabilitySet, difference, setOf, union } from './capability-set.ts';
import { parseSet } from './parse-set.ts';

/** What Docker grants by default (moby, daemon/pkg/oci/caps/defaults.go): mask a80425fb. */
export const DOCKER_DEFAULTS: CapabilitySet = setOf(
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SYS_CHROOT',
  'MKNOD',
  'AUDIT_WRITE',
  'SETFCAP',
);

/** Every capability known to this tool. */
export const ALL_CAPABILITIES: CapabilitySet = setOf(...CAPABILITIES);

/** Those that harm the host itself when a hostile build has them: they need `--universe all`. */
const HARMFUL_TO_HOST: CapabilitySet = setOf(
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_BOOT',
  'SYS_TIME',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'AUDIT_CONTROL',
);

/** Every capability except those that can harm the host outright. */
export const WIDE_CAPABILITIES: CapabilitySet = difference(ALL_CAPABILITIES, HARMFUL_TO_HOST);

/** The five capabilities of the most copied recipe for Kaniko (a blog post of January 2022). */
export const POPULAR_FIVE: CapabilitySet = setOf('CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID');

/** What the names of whole universes stand for. */
const UNIVERSES: ReadonlyMap<string, CapabilitySet> = new Map([
  ['docker', DOCKER_DEFAULTS],
  ['wide', WIDE_CAPABILITIES],
  ['all', ALL_CAPABILITIES],
]);

/**
 * The capabilities in play: `docker`, `wide`, `all`, a list of names, or both together: `docker,SYS_PTRACE`.
 *
 * @throws HarnessError for an unknown name.
 */
export function parseUniverse(text: string): CapabilitySet {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const named = words.flatMap((word) => UNIVERSES.get(word.toLowerCase()) ?? []);
  const others = words.filter((word) => !UNIVERSES.has(word.toLowerCase()));
  return named.length === 0 ? parseSet(text) : named.reduce(union, parseSet(others.join(',')));
}
