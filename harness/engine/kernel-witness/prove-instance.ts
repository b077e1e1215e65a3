import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createTraceInstance } from './trace-instance.ts';

/**
 * Whether an instance that follows this process records the checks of a child of it, under the pid by which we know the
 * child. Every program makes some: the kernel asks for SYS_ADMIN whenever memory is mapped.
 *
 * @throws Error if an instance cannot be made or used.
 */
export async function provesItself(root: string): Promise<boolean> {
  const instance = await createTraceInstance(root);
  try {
    await instance.follow(process.pid);
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    await instance.stop();
    let text = '';
    await instance.drain((piece) => {
      text += Buffer.from(piece).toString('latin1');
    });
    return new RegExp(`-${child.pid} +\\[\\d+\\] .*: cap_capable: `).test(text);
  } finally {
    await instance.remove();
  }
}
