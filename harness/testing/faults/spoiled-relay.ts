import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { cutOff, stall } from './cut-off.ts';
import type { ScriptedFault } from './fault-menu.ts';

/** The two directions of a proxied request. */
export interface Relay {
  /** Begins to pass on the body of the answer; `rest` came with its headers. */
  answer(rest: Buffer): void;
}

/** What is known when the passing on begins. */
interface RelaySettings {
  /** The request's line and headers. */
  readonly head: string;
  readonly fault: ScriptedFault | undefined;
  /** What of the request's body came with its headers. */
  readonly rest: Buffer;
}

/** The largest piece in which a sliced stream arrives. */
const SLICE_BYTES = 7;

/** So many pieces of a chunk are made at most: an image would take for ever. */
const MOST_SLICES = 200;

/** Passes the request's body on at once, and the answer's when told to; a fault in the middle of the stream hits whichever comes to it. */
export function relayBoth(client: Socket, engine: Socket, { head, fault, rest }: RelaySettings): Relay {
  const spoiled = fault?.moment === 'mid-stream' ? fault : undefined;
  const sendsBody = /^(PUT|POST \S*\/attach\b|POST \S*\/images\/create\b)/.test(head);
  let left = spoiled?.bytes ?? 0;
  let isShut = false;
  /** What of a chunk still passes. */
  const passing = (chunk: Buffer, isUpload: boolean): Buffer => {
    if (spoiled === undefined || spoiled.kind === 'slice') return chunk;
    if (spoiled.kind === 'truncate' && isUpload !== sendsBody) return chunk;
    const passed = chunk.subarray(0, left);
    left -= passed.length;
    // A small request is cut at its last byte but one, not spared.
    isShut ||= passed.length < chunk.length || left === 0;
    return passed;
  };
  const pump = async (from: Socket, to: Socket, first: Buffer): Promise<void> => {
    for await (const chunk of chunksOf(from, first)) {
      if (isShut) return;
      await write(to, passing(chunk, from === client), spoiled);
      if (isShut && spoiled !== undefined) return shut(spoiled, client, engine);
    }
    if (!isShut) to.end();
  };
  const quietly = (work: Promise<void>): void => void work.catch(() => cutOff(client));
  quietly(pump(client, engine, rest));
  return { answer: (first) => quietly(pump(engine, client, first)) };
}

function shut({ kind }: ScriptedFault, client: Socket, engine: Socket): void {
  if (kind === 'stall') {
    stall(client);
    return;
  }
  if (kind === 'reset') cutOff(client);
  else client.end();
  if (kind === 'truncate') engine.end();
  else engine.destroy();
}

async function* chunksOf(socket: Socket, first: Buffer): AsyncGenerator<Buffer> {
  // Node sometimes never finishes writing nothing to a unix socket.
  if (first.length > 0) yield first;
  yield* socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}

async function write(to: Socket, chunk: Buffer, spoiled: ScriptedFault | undefined): Promise<void> {
  if (chunk.length === 0) return;
  if (spoiled?.kind !== 'slice') return writeWhole(to, chunk);
  await sleep(spoiled.delayMs);
  const size = Math.max(SLICE_BYTES, Math.ceil(chunk.length / MOST_SLICES));
  for (let at = 0; at < chunk.length; at += size) {
    await writeWhole(to, chunk.subarray(at, at + size));
    await new Promise(setImmediate);
  }
}

async function writeWhole(to: Socket, chunk: Buffer): Promise<void> {
  if (!to.write(chunk)) await once(to, 'drain');
}
