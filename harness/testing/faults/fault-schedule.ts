import { drawOne, seededRandom } from '../../search/seeded-random.ts';
import { FAULT_KINDS, FAULT_MENU, type FaultCall, MADE_UP_STATUSES, type ScriptedFault } from './fault-menu.ts';

/** A fault that happened, and where. */
export interface InjectedFault {
  readonly fault: ScriptedFault;
  readonly call: FaultCall;
  /** What the call was about, such as a container's name; null if nobody told. */
  readonly about: string | null;
}

/** Which calls go wrong, and how. The same seed spoils the same calls, whatever runs at the same time. */
export interface FaultSchedule {
  /** What happens to the next call of its kind; undefined if all is well. */
  next(call: FaultCall, about?: string): ScriptedFault | undefined;
  /** What has happened so far. */
  readonly injected: readonly InjectedFault[];
}

/** How many of the calls are spoiled at least and at most; each schedule draws its own share in between. */
const [LOWEST_RATE, HIGHEST_RATE] = [0.005, 0.3];

/** The longest of the delays that are drawn. */
const LONGEST_DELAY_MS = 50;

/** The most bytes that pass before a fault in the middle of a stream. */
const MOST_BYTES = 400;

/** What a schedule is drawn from. */
export interface ScheduleSettings {
  readonly seed: number;
  /** The share of calls that are spoiled. @default drawn from the seed, small ones as often as large ones */
  readonly rate?: number;
  /** The calls that are never spoiled. @default none */
  readonly spares?: (call: FaultCall, about: string | undefined) => boolean;
}

/** A schedule drawn from a seed. */
export function drawSchedule({ seed, rate = drawnRate(seed), spares }: ScheduleSettings): FaultSchedule {
  const injected: InjectedFault[] = [];
  const asked = new Map<FaultCall, number>();
  return {
    injected,
    next(call, about) {
      const ordinal = asked.get(call) ?? 0;
      asked.set(call, ordinal + 1);
      if (spares?.(call, about) === true) return undefined;
      const random = seededRandom(mixed(seed, call, ordinal));
      if (random() >= rate) return undefined;
      const fault = drawFault(random);
      injected.push({ fault, call, about: about ?? null });
      return fault;
    },
  };
}

/** A schedule of given faults: the first of those for a call that is left comes next. */
export function givenSchedule(
  faults: { readonly call: FaultCall; readonly fault: ScriptedFault; times: number }[],
): FaultSchedule {
  const injected: InjectedFault[] = [];
  return {
    injected,
    next(call, about) {
      const entry = faults.find((one) => one.call === call && one.times > 0);
      if (entry === undefined) return undefined;
      entry.times -= 1;
      injected.push({ fault: entry.fault, call, about: about ?? null });
      return entry.fault;
    },
  };
}

function drawnRate(seed: number): number {
  return LOWEST_RATE * (HIGHEST_RATE / LOWEST_RATE) ** seededRandom(seed)();
}

function drawFault(random: () => number): ScriptedFault {
  const kind = drawOne(FAULT_KINDS, random) ?? 'reset';
  const moment = drawOne(FAULT_MENU[kind].moments, random) ?? 'before-request';
  const statuses = kind === 'refuse' || kind === 'fail' ? MADE_UP_STATUSES[kind] : [];
  return {
    kind,
    moment,
    status: drawOne(statuses, random) ?? 0,
    bytes: Math.floor(MOST_BYTES * random() ** 2),
    delayMs: Math.ceil(LONGEST_DELAY_MS * random()),
  };
}

/** A number that differs for each call of a schedule (FNV-1a). */
function mixed(seed: number, call: FaultCall, ordinal: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${call} ${ordinal}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return hash;
}
