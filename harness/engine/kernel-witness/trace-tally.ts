import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import { createCheckTally } from './check-tally.ts';
import { createLineSplitter } from './line-splitter.ts';
import { parseTraceLine } from './trace-line.ts';
import type { TraceSettings } from './trace-settings.ts';
import { createBehaviourTally } from './watched-behaviour.ts';

/** Counts what the text of a trace tells, which comes in pieces. */
export interface TraceTally {
  add(piece: Uint8Array): void;
  /** Whether any check was seen, also one that is not counted. */
  hasSeenCheck(): boolean;
  /** What was counted; incomplete if a line was not understood, or if the caller knows that events were lost. */
  result(lostEvents: boolean): CapabilityChecks;
}

/** Starts to count. */
export function createTraceTally({ withSysAdmin, withCalls }: TraceSettings): TraceTally {
  const checks = createCheckTally();
  const behaviour = createBehaviourTally();
  let understood = true;
  let control = false;
  const lines = createLineSplitter((line) => {
    const told = line === null ? undefined : parseTraceLine(line);
    if (told === undefined) understood = false;
    else behaviour.add(told);
    if (told?.kind === 'check') {
      control = true;
      // Until the first check was seen all are recorded; how many more there are of this one is chance.
      if (withSysAdmin || told.capability !== 'SYS_ADMIN') checks.add(told);
    }
  });
  return {
    add: lines.add,
    hasSeenCheck: () => control,
    result: (lostEvents) => {
      lines.end();
      return {
        complete: understood && !lostEvents,
        checks: checks.result(),
        behaviour: withCalls ? behaviour.result(control) : null,
      };
    },
  };
}
