import { capabilityNumber } from '../../capabilities/capability.ts';
import type { Behaviour, SeenCall } from '../../vocabulary/capability-checks.ts';
import { WATCHED_CALLS, type WatchedCall } from '../../vocabulary/watched-calls.ts';
import { byProgram, createBoundedCounts } from './bounded-counts.ts';
import type { TraceLine } from './trace-line.ts';

/** Counts what a build does beside its checks. */
export interface BehaviourTally {
  add(line: TraceLine): void;
  /** What was counted. The caller knows whether a check was seen. */
  result(control: boolean): Behaviour;
}

/** Starts to count. */
export function createBehaviourTally(): BehaviourTally {
  const calls = createBoundedCounts<SeenCall>();
  let executions = 0;
  let setfcapAfterExecution = false;
  return {
    add: (line) => {
      if (line.kind === 'execution') executions += 1;
      if (line.kind === 'check' && line.capability === 'SETFCAP' && line.granted && executions > 0) {
        setfcapAfterExecution = true;
      }
      if (line.kind !== 'call') return;
      const { call, capability, refused, program } = line;
      calls.add(`${call} ${capability} ${refused}`, { call, capability, refused, program, count: 1 });
    },
    result: (control) => ({ control, executions, setfcapAfterExecution, calls: calls.values().toSorted(byCall) }),
  };
}

/** Every order would do, but the same calls shall give the same journal. */
function byCall(a: SeenCall, b: SeenCall): number {
  return (
    placeOf(a.call) - placeOf(b.call) ||
    capabilityPlace(a) - capabilityPlace(b) ||
    Number(a.refused) - Number(b.refused) ||
    byProgram(a, b)
  );
}

const CALLS = Object.keys(WATCHED_CALLS);

function placeOf(call: WatchedCall): number {
  return CALLS.indexOf(call);
}

function capabilityPlace({ capability }: SeenCall): number {
  return capability === null ? -1 : capabilityNumber(capability);
}
