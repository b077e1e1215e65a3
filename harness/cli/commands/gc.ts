import { openKernelWitness } from '../../engine/kernel-witness/kernel-witness.ts';
import { openEngine } from '../../engine/open-engine.ts';
import { sweepOrphans } from '../../sandbox/sweep.ts';
import { countOf } from '../../text/plain-text.ts';
import { command } from '../options/command.ts';
import { print } from '../output/output.ts';

/** Removes what dead runs of this host left on the engine. */
export const gc = command({
  arguments: {},
  options: {},
  run: async () => {
    const engine = await openEngine(process.env);
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
  },
});

/** What dead runs left in this host's kernel is gone once the witness has opened. */
async function sweepKernel(): Promise<readonly string[]> {
  const opening = await openKernelWitness();
  if (opening.kind === 'unavailable') return [];
  await opening.witness.close();
  return opening.witness.swept;
}
