import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError } from '../../errors.ts';
import { type FaultCall, isHarmless, type ScriptedFault } from './fault-menu.ts';
import type { FaultSchedule } from './fault-schedule.ts';

/** The calls of an engine behind a schedule of faults. */
export interface FaultyCalls {
  /**
   * Makes calls one after another, each as often as the engine's adapter tries it; gives the fault of the first one that fails
   * to the last try, undefined if all go well.
   */
  make(calls: readonly FaultCall[], about?: string): Promise<ScriptedFault | undefined>;
  /** As `make`, for what has to succeed. @throws HarnessError ENGINE_FAILED */
  need(calls: readonly FaultCall[], about: string): Promise<void>;
}

/** How often the adapter of a real engine tries a call before it gives up. */
const ATTEMPTS: Readonly<Partial<Record<FaultCall, number>>> = { inspect: 2, logs: 3, remove: 6, networks: 5 };

/** A stand-in for the deadline of a call that stalls. */
const STALL_MS = 5;

/** Makes the calls that a schedule spoils. */
export function faultyCalls(schedule: FaultSchedule): FaultyCalls {
  const tryOften = async (call: FaultCall, about: string | undefined): Promise<ScriptedFault | undefined> => {
    let last: ScriptedFault | undefined;
    for (let attempt = 0; attempt < (ATTEMPTS[call] ?? 1); attempt += 1) {
      last = schedule.next(call, about);
      if (last?.kind === 'delay' || last?.kind === 'slice') await sleep(last.delayMs / 10);
      if (last?.kind === 'stall') await sleep(STALL_MS);
      if (last === undefined || isHarmless(last)) return undefined;
    }
    return last;
  };
  const make: FaultyCalls['make'] = async (calls, about) => {
    for (const call of calls) {
      const fault = await tryOften(call, about);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  return {
    make,
    async need(calls, about) {
      const fault = await make(calls, about);
      if (fault !== undefined) throw new HarnessError('ENGINE_FAILED', `${about} failed: ${faultText(fault)}`);
    },
  };
}

/** A fault as an engine's message. */
export function faultText({ kind, moment, status }: ScriptedFault): string {
  return status === 0 ? `${kind} ${moment}` : `HTTP ${status} ${moment}`;
}
