import { connectDocker } from '../engine/connect.ts';
import { openKernelWitness } from '../engine/kernel-witness/kernel-witness.ts';
import { countOf } from '../report/plain-text.ts';
import { sweepOrphans } from '../sandbox/sweep.ts';
import { print } from './output.ts';

/** Removes what dead runs of this host left on the engine; gives the exit code. */
export async function collectGarbage(): Promise<number> {
  const engine = await connectDocker({ environment: process.env, deadlineMs: 60_000 });
  try {
    const removed = await sweepOrphans(engine);
    for (const { kind, name } of removed) print(`removed ${kind} ${name}`);
    const swept = await sweepKernel();
    for (const text of swept) print(`removed ${text}`);
    print(`${countOf(removed.length + swept.length, 'object')} of dead runs removed`);
    return 0;
  } finally {
    await engine.close();
  }
}

/** What dead runs left in this host's kernel is gone once the witness has opened. */
async function sweepKernel(): Promise<readonly string[]> {
  const opening = await openKernelWitness();
  if (opening.kind === 'unavailable') return [];
  await opening.witness.close();
  return opening.witness.swept;
}
