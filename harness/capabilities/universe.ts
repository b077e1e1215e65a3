import { CAPABILITIES } from './capability.ts';
import { type CapabilitySet, difference, setOf } from './capability-set.ts';
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

/**
 * The capabilities in play: `docker`, `wide`, `all`, or a list of names.
 *
 * @throws HarnessError for an unknown name.
 */
export function parseUniverse(text: string): CapabilitySet {
  switch (text.trim().toLowerCase()) {
    case 'docker':
      return DOCKER_DEFAULTS;
    case 'wide':
      return WIDE_CAPABILITIES;
    case 'all':
      return ALL_CAPABILITIES;
    default:
      return parseSet(text);
  }
}
