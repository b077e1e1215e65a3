import type { BuilderLog } from '../../builder-io/builder-log.ts';
import { pause } from '../../deadline.ts';
import type { Ending } from '../../trial-port.ts';
import type { Attachment } from './attach.ts';
import { demultiplex } from './demultiplexer.ts';

/** How long the connection may go on after the container has ended. */
const FAREWELL_MS = 3_000;

/** What is heard of a container over the connection to it. */
export interface Hearing {
  /** What it wrote, by the engine's log; read once, after its end. */
  log(): Promise<BuilderLog | null>;
  /**
   * The ending, or `lost` where the connection broke or stalled before it: then what was sent may not have come to the builder,
   * though it left here. The engine closes the standard input of a container whose connection breaks, which a builder takes for
   * the end of its context; and one behind a stalled connection waits for ever.
   *
   * Such a connection cannot be told from a good one by how it ends. But over a good one comes all that the container writes,
   * and a builder says something after it has read its context. The engine closes it when the container has ended.
   */
  confirmed(ending: Ending): Promise<Ending>;
}

/** Reads all that comes from a container, or it would stop at a full pipe. Only how much it is counts: `readLog` gives the words. */
export function hear({ connection, closed }: Attachment, readLog: () => Promise<BuilderLog | null>): Hearing {
  let heardBytes = 0;
  const listen = async (): Promise<void> => {
    // The other direction stays open for the context.
    const chunks: AsyncIterable<Uint8Array> = connection.iterator({ destroyOnReturn: false });
    for await (const { payload } of demultiplex(chunks)) heardBytes += payload.length;
  };
  const silent = Promise.race([closed, listen().catch(() => void connection.resume())]);
  let reading: Promise<BuilderLog | null> | undefined;
  const log = (): Promise<BuilderLog | null> => {
    reading ??= readLog();
    return reading;
  };
  return {
    log,
    async confirmed(ending) {
      if (ending.kind !== 'exited' && ending.kind !== 'deadline') return ending;
      const isOver = await isOverSoon(silent);
      if (ending.kind === 'deadline')
        return isOver ? ending : lost('stalled while it ran: it may not have its context');
      const sizeBytes = (await log())?.sizeBytes ?? 0;
      return heardBytes >= sizeBytes ? ending : lost('broke while it ran: its context may have been cut off');
    },
  };
}

function lost(what: string): Ending {
  return { kind: 'lost', message: `the connection to the container ${what}` };
}

async function isOverSoon(silent: Promise<void>): Promise<boolean> {
  const timer = new AbortController();
  const isOver = await Promise.race([silent.then(() => true), pause(FAREWELL_MS, timer.signal).then(() => false)]);
  timer.abort();
  return isOver;
}
