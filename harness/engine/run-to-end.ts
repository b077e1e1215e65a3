import { Readable } from 'node:stream';
import type { CommandOutcome } from './port.ts';
import { isProgramFault } from './program-fault.ts';
import type { TrialStart } from './trial-port.ts';

/** What a container's program says until it ends by itself, given nothing to read; the container is removed. */
export async function runToEnd(start: TrialStart, deadlineMs: number): Promise<CommandOutcome> {
  if (start.kind !== 'started') {
    const { kind: _, ...said } = start;
    return { kind: isProgramFault(start.message) ? 'failed' : 'not-asked', ...said };
  }
  const { container } = start;
  try {
    await container.feed(Readable.from([]));
    const ending = await container.ending(deadlineMs);
    const output = await container.output();
    if (ending.kind === 'exited') return { kind: 'ended', exitCode: ending.exitCode, output: output ?? '' };
    const message = `it did not end by itself (${ending.kind})`;
    return { kind: ending.kind === 'deadline' ? 'failed' : 'not-asked', message };
  } finally {
    await container.remove();
  }
}
