import { connectDocker } from '../engine/connect.ts';
import { countOf } from '../report/plain-text.ts';
import { sweepOrphans } from '../sandbox/sweep.ts';
import { print } from './output.ts';

/** Removes what dead runs of this host left on the engine; gives the exit code. */
export async function collectGarbage(): Promise<number> {
  const engine = await connectDocker({ environment: process.env, deadlineMs: 60_000 });
  try {
    const removed = await sweepOrphans(engine);
    for (const { kind, name } of removed) print(`removed ${kind} ${name}`);
    print(`${countOf(removed.length, 'object')} of dead runs removed`);
    return 0;
  } finally {
    await engine.close();
  }
}
