import type { Capability } from '../capabilities/capability.ts';
import { type CapabilitySet, EMPTY_SET, setOf, union } from '../capabilities/capability-set.ts';
import type { Verdict } from '../vocabulary/verdict.ts';

/** Words, and the capabilities whose lack they point to. A wrong hint costs a trial; it is never evidence. */
type Telltales = readonly (readonly [RegExp, ...Capability[]])[];

/** What builders and the commands that they run say when they fail. */
const FAILURES: Telltales = [
  [/chown/i, 'CHOWN'],
  [/chmod|changing permissions|utime/i, 'FOWNER'],
  [/permission denied/i, 'DAC_OVERRIDE'],
  [/fork\/exec|set ?(?:groups|gid|uid|user id|group id)/i, 'SETGID', 'SETUID'],
  // Kaniko kills what a command of another user left running.
  [/execute command: operation not permitted|\bkill\b/i, 'KILL'],
  [/security\.capability|setcap/i, 'SETFCAP'],
  [/mknod/i, 'MKNOD'],
  [/chroot|change root/i, 'SYS_CHROOT'],
  [/setpriority/i, 'SYS_NICE'],
  [/\bbind\b/i, 'NET_BIND_SERVICE'],
  [/raw socket/i, 'NET_RAW'],
];

/** What an image lost in silence. */
const LOSSES: Telltales = [
  [/lost set[ug]id/, 'FSETID'],
  [/\(a (?:character|block) device/, 'MKNOD'],
  [/is owned by/, 'CHOWN'],
  [/is missing|false whiteout/, 'DAC_OVERRIDE'],
  [/security\.capability/, 'SETFCAP'],
];

/** The capabilities that a failure or a silent loss points to. */
export function hintedBy(verdict: Verdict): CapabilitySet {
  switch (verdict.kind) {
    case 'failed':
      return pointedTo(FAILURES, [verdict.failure.message]);
    case 'degraded':
      return pointedTo(
        LOSSES,
        verdict.differences.map(({ text }) => text),
      );
    default:
      return EMPTY_SET;
  }
}

function pointedTo(telltales: Telltales, texts: readonly string[]): CapabilitySet {
  return telltales
    .filter(([pattern]) => texts.some((text) => pattern.test(text)))
    .flatMap(([, ...capabilities]) => capabilities)
    .map((capability) => setOf(capability))
    .reduce(union, EMPTY_SET);
}
