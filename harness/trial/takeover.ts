import type { TrialRegistryUse } from '../engine/trial-port.ts';
import { type CapabilityChecks, type TakeoverAttempt, UNKNOWN_PROGRAM } from '../vocabulary/capability-checks.ts';

/**
 * What was seen of a build that takes its builder over, in words; undefined for nothing. Attempts count, whether or not they
 * succeeded. The kernel tells that a program laid hands on a process and not on which one, so that a build which attaches a
 * debugger to a running process of its own is not judged either.
 */
export function takeoverSeen(witness: CapabilityChecks | null, use: TrialRegistryUse | null): string | undefined {
  const attempt = witness?.takeovers?.[0];
  if (attempt !== undefined) {
    const program = attempt.program === UNKNOWN_PROGRAM ? 'a program of the build' : `the program ${attempt.program}`;
    return `${program} ${DEEDS[attempt.call]}`;
  }
  if (use?.program.kind !== 'taken-over') return undefined;
  return `as the image was pushed, the builder's process ${use.program.how}`;
}

const DEEDS: Readonly<Record<TakeoverAttempt['call'], string>> = {
  ptrace: 'took hold of a running process (ptrace), by which a build can take its builder over',
  process_vm_writev: 'wrote to the memory of a process (process_vm_writev), by which a build can take its builder over',
  pidfd_getfd: 'took an open file of a process (pidfd_getfd), by which a build can speak for its builder',
  'memory-file':
    'opened the memory of a process for writing (/proc/<pid>/mem), by which a build can take its builder over',
};
