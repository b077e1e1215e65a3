import { Transform, type TransformCallback } from 'node:stream';

/** How long a source may stay silent while more is expected of it. */
const STALL_DEADLINE_MS = 60_000;

/** Passes chunks on, and fails when none comes for too long: a lost connection to an engine may never report its end. */
export class StallGuard extends Transform {
  readonly #timer: NodeJS.Timeout;

  constructor(deadlineMs = STALL_DEADLINE_MS) {
    super();
    this.#timer = setTimeout(() => this.destroy(new Error(`nothing came for ${deadlineMs} ms`)), deadlineMs);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#timer.refresh();
    callback(null, chunk);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    super._destroy(error, callback);
  }
}
