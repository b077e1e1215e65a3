import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createTraceInstance } from './trace-instance.ts';
import { eventsOf, type TraceSettings } from './trace-settings.ts';
import { createTraceTally } from './trace-tally.ts';

/** What the recording of a program of ours showed. */
export type RecordingProof =
  | 'proved'
  /** Not the program under the pid by which we know it. */
  | 'other-pids'
  /** Lines of another form: an instance begins with the options that somebody gave the kernel's own trace. */
  | 'unreadable'
  /** Not that the program was executed, although the calls were wanted. */
  | 'no-calls';

/**
 * Tries whether an instance that follows this process records the checks of a child of it, under the pid by which we know the
 * child. Every program makes some: the kernel asks for SYS_ADMIN whenever memory is mapped. Of the watched
 * calls it makes only the one that executes it.
 *
 * @throws Error if an instance cannot be made or used.
 */
export async function proveRecording(root: string, withCalls: boolean): Promise<RecordingProof> {
  const settings: TraceSettings = { withSysAdmin: true, withCalls };
  const instance = await createTraceInstance(root, eventsOf(settings));
  try {
    await instance.follow(process.pid);
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    await instance.stop();
    const pieces: Uint8Array[] = [];
    await instance.drain((piece) => pieces.push(Uint8Array.from(piece)));
    const text = Buffer.concat(pieces);
    if (!text.toString('latin1').includes(`-${child.pid} `)) return 'other-pids';
    const tally = createTraceTally(settings);
    tally.add(text);
    const { complete, behaviour } = tally.result(false);
    if (!complete) return 'unreadable';
    return withCalls && !behaviour?.executions ? 'no-calls' : 'proved';
  } finally {
    await instance.remove();
  }
}
