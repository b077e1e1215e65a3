import { randomUUID } from 'node:crypto';
import { messageOf } from '../../errors.ts';
import { within } from '../deadline.ts';
import { clientOf, type RegistryRequest, readAccess } from './access-log.ts';
import type { RegistryChannel } from './registry-channel.ts';

/** What a trial did at the registry of its room. */
export interface RegistryUse {
  /** Every request, in the order in which they were answered. */
  readonly requests: readonly RegistryRequest[];
  /** Why requests may be missing, or not all could be read; null if all are there. */
  readonly gap: string | null;
  /** The longest time, in milliseconds, for which the registry gave no sign. */
  readonly longestSilenceMs: number;
  /** The least that was free on the disk at any sign; null where that is not told. */
  readonly leastFree: FreeSpace | null;
}

/** Who is told while a trial runs. */
export interface RegistryFollower {
  onUpload(): Promise<void>;
  onSpace(space: FreeSpace): void;
  /**
   * The address of the trial, undefined as long as it is not known, where others can reach the registry as well. @default nobody
   * else can, and the trial is in the registry's own network
   */
  readonly client?: () => string | undefined;
}

/** What is free on the disk that trials and their images are on. */
export interface FreeSpace {
  readonly bytes: number;
  readonly files: number;
}

/** The registry of a room, from outside. One trial at a time is followed. */
export interface RoomRegistry {
  /**
   * Follows what is asked of it from now on, and keeps asking it for a sign. It stands still as an upload of an image begins,
   * for as long as `onUpload` takes: at the first two, for the first may be a builder's question whether it may push, asked
   * before the build.
   */
  follow(follower: RegistryFollower): RegistryWatch;
  /** Why it cannot serve; undefined if it answers. */
  fault(): Promise<string | undefined>;
}

/** The watch over one trial's requests. */
export interface RegistryWatch {
  /** Ends it; what had been answered until now is in what it gives. Never rejects. */
  end(): Promise<RegistryUse>;
}

/** How often a registry is asked for a sign while a trial runs. */
const SIGN_MS = 1_000;

/** How long a registry may take for one. */
const ANSWER_MS = 10_000;

/** How many requests are kept; a build makes a few for each layer. */
const MOST_REQUESTS = 10_000;

/** At how many uploads of a trial the registry stands still. */
const UPLOADS_HELD = 2;

/** The registry of a room, by the channel to its program. */
export function roomRegistry(channel: RegistryChannel): RoomRegistry {
  return { fault: async () => (await sign(channel)).fault, follow: (follower) => follow(channel, follower) };
}

/** What the program said, or why it said nothing. */
interface Reply {
  readonly said: string;
  readonly fault: string | undefined;
}

async function tell(channel: RegistryChannel, ...question: readonly string[]): Promise<Reply> {
  try {
    const { code, said } = await channel.ask(question, ANSWER_MS);
    return { said, fault: code === 0 ? undefined : `it does not answer: ${said}` };
  } catch (thrown) {
    return { said: '', fault: messageOf(thrown) };
  }
}

/**
 * Asks the registry for a sign: an answer, and the line that it writes of the request. Whatever it was asked before has been
 * told when that line comes.
 */
async function sign(channel: RegistryChannel): Promise<Reply> {
  const word = randomUUID();
  let stopReading = (): void => undefined;
  const written = new Promise<void>((resolve) => {
    stopReading = channel.onLine((line) => {
      if (line.includes(word)) resolve();
    });
  });
  try {
    const reply = await tell(channel, 'ping', word);
    if (reply.fault !== undefined) return reply;
    return { ...reply, fault: await within(ANSWER_MS, written).then(() => undefined, messageOf) };
  } finally {
    stopReading();
  }
}

function follow(channel: RegistryChannel, { onUpload, onSpace, client }: RegistryFollower): RegistryWatch {
  const requests = requestLog(client);
  const faults: string[] = [];
  const note = ({ fault }: Pick<Reply, 'fault'>): void => {
    if (fault !== undefined) faults.push(fault);
  };
  const word = randomUUID();
  let held = 0;
  const hold = async (): Promise<void> => {
    held += 1;
    await onUpload();
    if (held >= UPLOADS_HELD) note(await tell(channel, 'disarm'));
    note(await tell(channel, 'on'));
  };
  const stopReading = channel.onLine((line) => {
    if (line === `held ${word}`) void hold();
    else requests.take(line);
  });
  const armed = tell(channel, 'arm', word).then(note);
  const signs = signsOf(channel, onSpace);
  return {
    end: async () => {
      await armed;
      note(await tell(channel, 'disarm'));
      // What a trial left unfinished would be told as the next one's.
      note(await tell(channel, 'idle'));
      const { longestMs, fault, leastFree } = await signs.end();
      note({ fault });
      stopReading();
      return { requests: requests.all, gap: faults[0] ?? requests.gap(), longestSilenceMs: longestMs, leastFree };
    },
  };
}

/** The tool's own requests, for a sign, come from where the registry is. */
const OWN_ADDRESS = '127.0.0.1';

function requestLog(client: RegistryFollower['client']): {
  readonly all: readonly RegistryRequest[];
  take(line: string): void;
  gap(): string | null;
} {
  const all: RegistryRequest[] = [];
  let gap: string | null = null;
  return {
    all,
    gap: () => gap,
    take: (line) => {
      const from = client === undefined ? OWN_ADDRESS : clientOf(line);
      const isForeign = from !== null && from !== OWN_ADDRESS && from !== client?.();
      if (isForeign) gap ??= `somebody else asked the registry of the trial, from ${from}`;
      else if (all.length >= MOST_REQUESTS) gap ??= `there were more than ${MOST_REQUESTS} requests`;
      else all.push(readAccess(line));
    },
  };
}

/** How a registry gave signs of itself. */
interface Signs {
  /** The longest time without one. */
  readonly longestMs: number;
  readonly leastFree: FreeSpace | null;
  /** Why the last one did not come; undefined if it did. */
  readonly fault: string | undefined;
}

/** Asks for a sign again and again, and once more at the end. */
function signsOf(channel: RegistryChannel, onSpace: RegistryFollower['onSpace']): { end(): Promise<Signs> } {
  let answeredAt = Date.now();
  let longestMs = 0;
  let leastFree: FreeSpace | null = null;
  const ask = async (): Promise<string | undefined> => {
    const { fault, said } = await sign(channel);
    longestMs = Math.max(longestMs, Date.now() - answeredAt);
    if (fault === undefined) answeredAt = Date.now();
    const space = spaceIn(said);
    if (space !== undefined) {
      const { bytes, files } = leastFree ?? space;
      leastFree = { bytes: Math.min(bytes, space.bytes), files: Math.min(files, space.files) };
      onSpace(space);
    }
    return fault;
  };
  let turn: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    turn ??= ask().finally(() => {
      turn = undefined;
    });
  }, SIGN_MS);
  return {
    end: async () => {
      clearInterval(timer);
      await turn;
      const fault = await ask();
      return { longestMs, leastFree, fault };
    },
  };
}

/** Undefined where the auxiliary image cannot tell. */
function spaceIn(said: string): FreeSpace | undefined {
  const [blocks = Number.NaN, blockBytes = Number.NaN, files = Number.NaN] = said.split(' ').map(Number);
  const bytes = blocks * blockBytes;
  return Number.isFinite(bytes) && Number.isFinite(files) ? { bytes, files } : undefined;
}
