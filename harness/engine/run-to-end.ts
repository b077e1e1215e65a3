import { Readable } from 'node:stream';
import type { CommandOutcome } from './port.ts';
import type { TrialStart } from './trial-port.ts';

/** What a container's program says until it ends by itself, given nothing to read; the container is removed. */
export async function runToEnd(start: TrialStart, deadlineMs: number): Promise<CommandOutcome> {
  if (start.kind !== 'started') return { kind: 'failed', message: start.message };
  const { container } = start;
  try {
    await container.feed(Readable.from([]));
    const ending = await container.ending(deadlineMs);
    const output = await container.output();
    if (ending.kind === 'exited') return { kind: 'ended', exitCode: ending.exitCode, output: output ?? '' };
    return { kind: 'failed', message: `it did not end by itself (${ending.kind})` };
  } finally {
    await container.remove();
  }
}
