/** One piece of what a container wrote. `daemon` carries an error of the engine itself in the middle of the stream. */
export interface Frame {
  readonly stream: 'stdin' | 'stdout' | 'stderr' | 'daemon';
  readonly payload: Buffer;
}

const STREAMS = ['stdin', 'stdout', 'stderr', 'daemon'] as const;
const HEADER_BYTES = 8;

/**
 * Takes apart the stream in which Docker carries a container's stdout and stderr (moby, api/pkg/stdcopy): frames of an
 * 8-byte header (type, three zero bytes, big-endian length) and a payload. Docker-modem's own demuxStream recurses per
 * frame, which overflows the stack on ordinary logs, and takes the daemon's error frames for raw text.
 *
 * Payload is passed on as it comes: a frame may be yielded in several pieces, so that no frame is ever held as a whole.
 *
 * @throws Error if the stream is not multiplexed or ends within a frame.
 */
export async function* demultiplex(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let header = Buffer.alloc(0);
  let stream: Frame['stream'] = 'stdout';
  let missing = 0;
  for await (const chunk of chunks) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    while (rest.length > 0) {
      if (missing > 0) {
        const payload = rest.subarray(0, missing);
        rest = rest.subarray(payload.length);
        missing -= payload.length;
        yield { stream, payload };
        continue;
      }
      const taken = rest.subarray(0, HEADER_BYTES - header.length);
      rest = rest.subarray(taken.length);
      header = Buffer.concat([header, taken]);
      if (header.length < HEADER_BYTES) continue;
      stream = streamOf(header);
      missing = header.readUInt32BE(4);
      header = Buffer.alloc(0);
    }
  }
  if (header.length > 0 || missing > 0) throw new Error('the stream of the container ended within a frame');
}

function streamOf(header: Buffer): Frame['stream'] {
  const stream = STREAMS[header.readUInt8(0)];
  if (stream === undefined || header.readUIntBE(1, 3) !== 0) {
    throw new Error('the stream of the container is not multiplexed');
  }
  return stream;
}
