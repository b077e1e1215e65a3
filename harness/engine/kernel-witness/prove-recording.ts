import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createCheckTally } from './check-tally.ts';
import { createTraceInstance } from './trace-instance.ts';

/** What the recording of a program of ours showed. */
export type RecordingProof =
  | 'proved'
  /** Not the program under the pid by which we know it. */
  | 'other-pids'
  /** Lines of another form: an instance begins with the options that somebody gave the kernel's own trace. */
  | 'unreadable';

/**
 * Tries whether an instance that follows this process records the checks of a child of it, under the pid by which we know the
 * child. Every program makes some: the kernel asks for SYS_ADMIN whenever memory is mapped.
 *
 * @throws Error if an instance cannot be made or used.
 */
export async function proveRecording(root: string): Promise<RecordingProof> {
  const instance = await createTraceInstance(root, { withSysAdmin: true });
  try {
    await instance.follow(process.pid);
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    await instance.stop();
    const pieces: Uint8Array[] = [];
    await instance.drain((piece) => pieces.push(Uint8Array.from(piece)));
    const text = Buffer.concat(pieces);
    if (!text.toString('latin1').includes(`-${child.pid} `)) return 'other-pids';
    const tally = createCheckTally();
    tally.add(text);
    return tally.result(false).complete ? 'proved' : 'unreadable';
  } finally {
    await instance.remove();
  }
}
