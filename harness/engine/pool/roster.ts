import { messageOf } from '../../errors.ts';
import { pause, within } from '../deadline.ts';
import { together } from '../together.ts';
import type { PoolMember } from './pool-member.ts';

/** A member, and whether it takes part. */
export interface Participant {
  readonly member: PoolMember;
  /** Why it takes part no more; undefined while it does. */
  readonly lost: string | undefined;
  /** Resolves with the reason once it takes part no more. */
  readonly whenLost: Promise<string>;
  /** Whether it takes part: one that does not answer is asked until it has been silent for too long. */
  answers(): Promise<boolean>;
  /** Whether it answers now, asked once and in a short time. */
  isThere(): Promise<boolean>;
  /** Says that nothing works on it any more. The last one is never given up: it fails as a single engine does. */
  giveUp(reason: string): void;
}

/** The members of a pool. */
export interface Roster {
  readonly all: readonly Participant[];
  /** Those that take part; at least one. */
  living(): readonly Participant[];
  /** The first one that takes part. */
  first(): Participant;
  /**
   * Does something on all that take part. Whoever turns out not to answer any more is left out.
   *
   * @throws what is thrown by one that answers.
   */
  onAll<T>(act: (one: Participant) => Promise<T>): Promise<Map<Participant, T>>;
  /** Looks again and again whether all answer, until the signal fires. */
  watch(stop: AbortSignal, onLost: (text: string) => void): void;
}

/** How patient a roster is. */
export interface Patience {
  /** How long a member may take to answer that it is there. */
  readonly pingMs: number;
  /** How long it may not answer at all before it takes part no more. */
  readonly silenceMs: number;
  /** The pause between two looks. */
  readonly everyMs: number;
}

/** A daemon that restarts ends its containers in any case, so a short time is enough. */
const PATIENCE: Patience = { pingMs: 5_000, silenceMs: 10_000, everyMs: 2_000 };

/** All members take part. */
export function createRoster(members: readonly PoolMember[], patience: Patience = PATIENCE): Roster {
  const all: Participant[] = members.map((member) => participant(member, patience, () => living().length > 1));
  const living = (): readonly Participant[] => all.filter(({ lost }) => lost === undefined);
  const first = (): Participant => {
    const [one] = living();
    if (one === undefined) throw new Error('a pool has at least one member');
    return one;
  };
  return {
    all,
    living,
    first,
    async onAll(act) {
      const asked = living();
      const outcomes = await Promise.allSettled(asked.map(act));
      const given = new Map();
      for (const [index, one] of asked.entries()) {
        const outcome = outcomes[index];
        if (outcome?.status === 'fulfilled') given.set(one, outcome.value);
        else if (await one.answers()) throw outcome?.reason;
      }
      return given;
    },
    watch(stop, onLost) {
      for (const one of all) {
        void one.whenLost.then((reason) => {
          if (!stop.aborted) onLost(drainedText(one, reason, living()));
        });
        void watchOne(one, patience, stop);
      }
    },
  };
}

function drainedText({ member }: Participant, reason: string, others: readonly Participant[]): string {
  const rest = others.map((one) => one.member.name).join(', ');
  return `${member.name} takes part no more: ${reason}. The run goes on with ${rest}.`;
}

async function watchOne(one: Participant, { everyMs }: Patience, stop: AbortSignal): Promise<void> {
  while (!stop.aborted && one.lost === undefined) {
    await one.answers();
    await pause(everyMs, stop);
  }
}

function participant(member: PoolMember, { pingMs, silenceMs, everyMs }: Patience, mayGo: () => boolean): Participant {
  let lost: string | undefined;
  let tell: (reason: string) => void = () => undefined;
  const whenLost = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const giveUp = (reason: string): void => {
    if (lost !== undefined || !mayGo()) return;
    lost = reason;
    tell(reason);
  };
  let asking: Promise<boolean> | undefined;
  const ask = async (): Promise<boolean> => {
    const since = Date.now();
    for (;;) {
      const failure = await within(pingMs, member.ping()).then(() => undefined, messageOf);
      if (failure === undefined) return true;
      // The last one is asked once: whoever needs it waits by itself.
      if (lost !== undefined || !mayGo()) return false;
      if (Date.now() - since >= silenceMs) giveUp(`it has not answered for ${silenceMs / 1000} s (${failure})`);
      else await pause(Math.min(everyMs, silenceMs));
    }
  };
  return {
    member,
    get lost() {
      return lost;
    },
    whenLost,
    giveUp,
    isThere: () =>
      within(pingMs, member.ping()).then(
        () => true,
        () => false,
      ),
    async answers() {
      if (lost !== undefined) return false;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}

/** The members that are to be one pool, each opened; those that were opened are closed if one cannot be. */
export async function openedTogether(openings: readonly Promise<PoolMember>[]): Promise<readonly PoolMember[]> {
  try {
    return await together(openings);
  } catch (thrown) {
    const opened = await Promise.allSettled(openings);
    for (const one of opened) if (one.status === 'fulfilled') await one.value.engine.close().catch(() => undefined);
    throw thrown;
  }
}
