import { capabilityNumber } from '../../capabilities/capability.ts';
import { WATCHED_EVENTS, type WatchedEvent } from './watched-events.ts';

/** The tracepoint in the one function that decides every check of a capability. */
export const CHECKS = 'capability/cap_capable';

/** Its checks but those of SYS_ADMIN. */
export const NO_SYS_ADMIN = `cap != ${capabilityNumber('SYS_ADMIN')}`;

/** What a watch is to record. */
export interface TraceSettings {
  /**
   * Whether checks of SYS_ADMIN are wanted. The kernel asks for it whenever memory is mapped, so that half to 99 in 100 of all
   * checks of a build are of it, and say nothing.
   */
  readonly withSysAdmin: boolean;
  /** Whether the watched calls are wanted, too. */
  readonly withCalls: boolean;
}

/** The events that are recorded. The checks come last, so that the first one shows that the calls are recorded as well. */
export function eventsOf({ withCalls }: TraceSettings): readonly WatchedEvent[] {
  return [...(withCalls ? WATCHED_EVENTS : []), { event: CHECKS }];
}
