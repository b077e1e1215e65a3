import { capabilityNumber } from '../../capabilities/capability.ts';
import type { CapabilityCheck } from '../../vocabulary/capability-checks.ts';
import { byProgram, createBoundedCounts } from './bounded-counts.ts';
import type { TraceLine } from './trace-line.ts';

/** Counts equal checks. */
export interface CheckTally {
  add(line: Extract<TraceLine, { kind: 'check' }>): void;
  result(): CapabilityCheck[];
}

/** Starts to count. */
export function createCheckTally(): CheckTally {
  const checks = createBoundedCounts<CapabilityCheck>();
  return {
    add: ({ capability, granted, program }) => {
      if (capability === null) return;
      checks.add(`${capability} ${granted}`, { capability, granted, program, count: 1 });
    },
    result: () => checks.values().toSorted(byCapability),
  };
}

function byCapability(a: CapabilityCheck, b: CapabilityCheck): number {
  const byNumber = capabilityNumber(a.capability) - capabilityNumber(b.capability);
  return byNumber || Number(a.granted) - Number(b.granted) || byProgram(a, b);
}
