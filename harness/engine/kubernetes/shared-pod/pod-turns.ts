import { messageOf } from '../../../errors.ts';
import { pause } from '../../deadline.ts';
import { deferred } from './deferred.ts';

/** Whether the turn of a trial has come, or its pod is of no use to it any more. */
export type Turn =
  | { readonly kind: 'come'; readonly number: number }
  | { readonly kind: 'spoiled'; readonly reason: string };

/** The place of one trial in a pod that several share. */
export interface Seat {
  /** Resolves when its turn has come, or when it never will. */
  readonly turn: Promise<Turn>;
  /** Whether its builder still waits for a context. */
  readonly waits: () => boolean;
  /** Nobody wants its answer any more. Its builder is left waiting. */
  giveUp(): void;
  /** Its builder gets its context from now on. */
  begin(): void;
  /** Its connection is over, or will not be used. `isFinished` says that its builder has ended. */
  over(isFinished: boolean): void;
  /** All that it shows has been read from the pod. */
  settle(): void;
  /** Ends a builder that has not ended, and with it the pod. Never rejects. */
  stop(reason: string, patience: BuilderPatience): Promise<void>;
  /** It needs the pod no more. The last one has it removed. */
  leave(): Promise<void>;
}

/** Whether a builder may come to its end by itself for the sake of those that wait behind it. */
export type BuilderPatience = 'may end by itself' | 'none';

/** The seats of a pod. */
export interface PodTurns {
  readonly seats: readonly Seat[];
  /** From now on no further turn comes. */
  spoil(reason: string): void;
}

/** What a pod does for the turns in it. */
export interface TurnMeans {
  /** How many trials share it. */
  readonly count: number;
  /** Says what is in the way of the next turn; undefined for nothing. */
  readonly look: () => Promise<string | undefined>;
  /** Removes the pod, and with it what runs there; resolves when nothing does. Never rejects. */
  readonly remove: () => Promise<void>;
  /** Begins to remove a pod in which no build runs. Never rejects. */
  readonly discard: () => Promise<void>;
  /** Hears that no further turn comes. */
  readonly onFree: () => void;
}

/** How long what a build leaves may take to go by itself. */
const LINGER_MS = 2_000;
const LOOK_AGAIN_MS = 100;

/** How long a builder that nobody waits for may take to end while others wait behind it. */
const PATIENCE_MS = 15_000;

/** How long those that have ended may take to be read before their pod goes. */
const READING_MS = 15_000;

interface SeatState {
  readonly seat: Seat;
  readonly come: (turn: Turn) => void;
  readonly isOver: Promise<void>;
  readonly isSettled: Promise<void>;
  isGivenUp: boolean;
  /** It got its context, and nobody has read yet what it shows. */
  isUnread: boolean;
  hasLeft: boolean;
}

/** Lets the trials of a running pod take turns, in their order: one builder works at a time, and the next one begins when nothing is left of it. */
export function podTurns(means: TurnMeans): PodTurns {
  const spoiled = deferred<string>();
  let reason: string | undefined;
  let removal: Promise<void> | undefined;
  const spoil = (why: string): void => {
    reason ??= why;
    spoiled.resolve(reason);
  };
  const stop = async (why: string): Promise<void> => {
    spoil(why);
    const unread = states.filter(({ isUnread }) => isUnread).map(({ isSettled }) => isSettled);
    await Promise.race([Promise.all(unread), pause(READING_MS)]);
    removal ??= means.remove();
    await removal;
  };
  const leave = async (): Promise<void> => {
    if (states.every(({ hasLeft, isGivenUp }) => hasLeft || isGivenUp)) removal ??= means.discard();
    await removal;
  };
  const states: SeatState[] = [];
  const isWanted = (): boolean => states.some((state) => state.seat.waits() && !state.isGivenUp && !state.hasLeft);
  for (let index = 0; index < means.count; index += 1)
    states.push(openSeat({ stop, leave, isWanted, spoiled: spoiled.promise }));
  void takeTurns(means, states, { spoil, spoiled: spoiled.promise, reason: () => reason });
  return { seats: states.map(({ seat }) => seat), spoil };
}

interface Spoiling {
  spoil(why: string): void;
  readonly spoiled: Promise<string>;
  reason(): string | undefined;
}

async function takeTurns(means: TurnMeans, states: readonly SeatState[], spoiling: Spoiling): Promise<void> {
  for (const [index, state] of states.entries()) {
    if (state.isGivenUp) continue;
    const disturbance = spoiling.reason() ?? (await disturbanceOf(means, spoiling));
    if (disturbance !== undefined) {
      spoiling.spoil(disturbance);
      break;
    }
    state.come({ kind: 'come', number: index + 1 });
    await Promise.race([state.isOver, spoiling.spoiled]);
  }
  const reason = spoiling.reason() ?? 'all turns of its pod are over';
  for (const { come } of states) come({ kind: 'spoiled', reason });
  means.onFree();
}

/** What is still in the way after what goes by itself has gone. */
async function disturbanceOf({ look }: TurnMeans, { reason }: Spoiling): Promise<string | undefined> {
  const giveUpAt = Date.now() + LINGER_MS;
  for (;;) {
    const found = reason() ?? (await look().catch(messageOf));
    if (found === undefined || reason() !== undefined || Date.now() > giveUpAt) return found;
    await pause(LOOK_AGAIN_MS);
  }
}

interface SeatMeans {
  stop(why: string): Promise<void>;
  leave(): Promise<void>;
  /** Whether a trial waits for its turn. */
  isWanted(): boolean;
  readonly spoiled: Promise<string>;
}

function openSeat({ stop, leave, isWanted, spoiled }: SeatMeans): SeatState {
  const [turn, over, settled] = [deferred<Turn>(), deferred<void>(), deferred<void>()];
  let hasBegun = false;
  let hasFinished = false;
  const settle = (): void => {
    state.isUnread = false;
    settled.resolve();
  };
  const seat: Seat = {
    turn: turn.promise,
    waits: () => !hasBegun,
    giveUp: () => {
      state.isGivenUp = true;
      over.resolve();
      settle();
      void leave();
    },
    begin: () => {
      hasBegun = true;
      state.isUnread = true;
    },
    over: (isFinished) => {
      hasFinished ||= isFinished;
      over.resolve();
    },
    settle,
    stop: async (why, patience) => {
      settle();
      if (patience === 'may end by itself' && isWanted()) {
        await Promise.race([over.promise, spoiled, pause(PATIENCE_MS)]);
      }
      if (!hasFinished) await stop(why);
    },
    leave: () => {
      state.hasLeft = true;
      over.resolve();
      settle();
      return leave();
    },
  };
  const state: SeatState = {
    seat,
    come: turn.resolve,
    isOver: over.promise,
    isSettled: settled.promise,
    isGivenUp: false,
    isUnread: false,
    hasLeft: false,
  };
  return state;
}
