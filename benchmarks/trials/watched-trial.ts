import type { WitnessSource } from '../../harness/engine/port.ts';
import { openSandbox } from '../../harness/sandbox/sandbox.ts';
import { median, spreadText } from '../measuring/spread.ts';
import { runTrials } from './one-run.ts';
import { type Surroundings, tellStep } from './surroundings.ts';
import type { TrialsRow } from './trials-row.ts';

const NAME = 'one watched trial';

/** One trial under the kernel's eyes beside one that is not watched, alternately, so that whatever else the machine does hits both. */
export async function watchedTrial(surroundings: Surroundings): Promise<TrialsRow> {
  const { rounds } = surroundings;
  const source = await witnessHere(surroundings);
  if (source.kind === 'unavailable') {
    return { cells: [NAME, `not to be had: ${source.reason}`, '', '', 'none'], isKept: true };
  }
  tellStep(`witness: ${rounds} rounds`);
  const times: number[] = [];
  let begunAt: number | undefined;
  // The first round of either warms the caches, and nothing tells when the last trial is over.
  await runTrials(surroundings, 2 * rounds + 3, {
    beforeTrial: () => {
      const now = performance.now();
      if (begunAt !== undefined) times.push(now - begunAt);
      begunAt = now;
    },
    replaced: (container, index) => (isWatched(index) ? container : { ...container, watch: async () => null }),
  });
  const measured = times.map((ms, index) => ({ ms, watched: isWatched(index) })).slice(2);
  const [watched = [], unwatched = []] = [true, false].map((kind) =>
    measured.filter((one) => one.watched === kind).map(({ ms }) => ms),
  );
  const ratio = median(watched) / median(unwatched);
  const cells = [NAME, spreadText(watched), `unwatched: ${spreadText(unwatched)}`, ratio.toFixed(2), 'none'];
  return { cells, isKept: true };
}

/** Only a site tells whether the kernel under it can be watched. */
async function witnessHere({ engine, auxiliaryImage }: Surroundings): Promise<WitnessSource> {
  const run = `kaniko-caps-bench-${process.pid}-witness`;
  const sandbox = await openSandbox(engine, { run, auxiliaryImage, watchKernel: true });
  const { witness } = await sandbox.view();
  await sandbox.close();
  return witness;
}

function isWatched(index: number): boolean {
  return index % 2 === 0;
}
