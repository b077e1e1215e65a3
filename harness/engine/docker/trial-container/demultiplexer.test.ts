import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demultiplex, type Frame } from './demultiplexer.ts';

const STREAMS = ['stdin', 'stdout', 'stderr', 'daemon'] as const;
const frames = fc.array(
  fc.record({ stream: fc.constantFrom(...STREAMS), payload: fc.uint8Array({ maxLength: 300 }) }),
  {
    maxLength: 20,
  },
);

function encode(frame: { stream: Frame['stream']; payload: Uint8Array }): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(STREAMS.indexOf(frame.stream), 0);
  header.writeUInt32BE(frame.payload.length, 4);
  return Buffer.concat([header, frame.payload]);
}

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set([...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

/** Joins neighbouring pieces of one stream: a frame may come in several. */
function join(pieces: readonly { stream: Frame['stream']; payload: Uint8Array }[]): [string, string][] {
  const joined: [string, string][] = [];
  for (const { stream, payload } of pieces) {
    const last = joined.at(-1);
    const text = Buffer.from(payload).toString('hex');
    if (last?.[0] === stream) last[1] += text;
    else if (text !== '') joined.push([stream, text]);
  }
  return joined;
}

async function read(chunks: readonly Buffer[]): Promise<[string, string][]> {
  const pieces: Frame[] = [];
  for await (const frame of demultiplex(streamOf(chunks))) pieces.push(frame);
  return join(pieces);
}

async function readOrMessage(chunks: readonly Buffer[]): Promise<unknown> {
  return read(chunks).catch((thrown: Error) => thrown.message);
}

describe('demultiplex', () => {
  it('reads any bytes as frames or says that they are none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        async (bytes, places) => {
          const read = await readOrMessage(cut(Buffer.from(bytes), places));
          // However the connection cuts them.
          expect(read).toEqual(await readOrMessage([Buffer.from(bytes)]));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives what was sent, in order, however the connection cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.array(fc.nat()), async (sent, places) => {
        expect(await read(cut(Buffer.concat(sent.map(encode)), places))).toEqual(join(sent));
      }),
    );
  });

  it('fails when the stream ends within a frame', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.nat(), async (sent, place) => {
        const bytes = Buffer.concat(sent.map(encode));
        const boundaries = sent.map((_, index) => Buffer.concat(sent.slice(0, index).map(encode)).length);
        const end = place % (bytes.length + 1);
        fc.pre(end < bytes.length && !boundaries.includes(end));
        await expect(read([bytes.subarray(0, end)])).rejects.toThrow('ended within a frame');
      }),
    );
  });

  it('takes 100,000 small frames in one piece', async () => {
    const frame = encode({ stream: 'stdout', payload: Buffer.from('x') });
    const [first] = await read([Buffer.concat(Array.from({ length: 100_000 }, () => frame))]);
    expect(first?.[1]).toHaveLength(200_000);
  });

  it('refuses the raw output of a terminal', async () => {
    await expect(read([Buffer.from('plain text of a terminal')])).rejects.toThrow('is not multiplexed');
  });
});
