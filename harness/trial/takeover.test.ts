import { describe, expect, it } from 'vitest';
import type { ProgramCheck, TrialRegistryUse } from '../engine/trial-port.ts';
import type { CapabilityChecks, TakeoverAttempt } from '../vocabulary/capability-checks.ts';
import { takeoverSeen } from './takeover.ts';

function use(program: ProgramCheck): TrialRegistryUse {
  return {
    requests: [],
    gap: null,
    longestSilenceMs: 0,
    leastFree: null,
    company: { kind: 'counted', names: [] },
    program,
  };
}

function witness(takeovers: readonly TakeoverAttempt[] | null): CapabilityChecks {
  return { complete: true, checks: [], behaviour: null, takeovers };
}

const INTACT = use({ kind: 'intact' });

describe('a build that takes its builder over', () => {
  it('is none where nothing was seen, or nobody could look', () => {
    expect(takeoverSeen(witness([]), INTACT)).toBeUndefined();
    expect(takeoverSeen(witness(null), use({ kind: 'not-seen' }))).toBeUndefined();
    expect(takeoverSeen(null, null)).toBeUndefined();
  });

  it('is told with the program and what it did', () => {
    expect(takeoverSeen(witness([{ call: 'ptrace', program: 'poke', count: 2 }]), INTACT)).toMatch(
      /^the program poke took hold of a running process \(ptrace\)/,
    );
    expect(takeoverSeen(witness([{ call: 'memory-file', program: '<...>', count: 1 }]), INTACT)).toMatch(
      /^a program of the build opened the memory of a process/,
    );
  });

  it('is told by what the builder runs', () => {
    expect(takeoverSeen(null, use({ kind: 'taken-over', how: 'runs code that comes from no file' }))).toBe(
      "as the image was pushed, the builder's process runs code that comes from no file",
    );
  });
});
