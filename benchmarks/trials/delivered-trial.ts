import type { Case } from '../../harness/vocabulary/case.ts';
import type { ContextDelivery } from '../../harness/vocabulary/configuration.ts';
import { median, spreadText } from '../measuring/spread.ts';
import { runTrials } from './one-run.ts';
import { type Surroundings, tellStep } from './surroundings.ts';
import type { TrialsRow } from './trials-row.ts';

/** How much longer a trial with a mounted context may take than one with a tar of the same files. */
const MOST = 1.1;

/** How often the two kinds take turns, so that whatever else the machine does hits both. */
const TURNS = 3;

/** One trial with the context as a mounted directory, beside one with a tar of the same files. */
export async function deliveredTrial(surroundings: Surroundings): Promise<TrialsRow> {
  const { rounds } = surroundings;
  tellStep(`context: ${TURNS} times ${rounds} trials of each kind`);
  const [mounted, packed]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < TURNS; turn += 1) {
    mounted.push(...(await trialTimes(surroundings, 'dir', turn)));
    packed.push(...(await trialTimes(surroundings, 'tar', turn)));
  }
  const ratio = median(mounted) / median(packed);
  const cells = ['one trial with a mounted context', spreadText(mounted), `a tar: ${spreadText(packed)}`];
  return { cells: [...cells, ratio.toFixed(2), `at most ${MOST.toFixed(2)}`], isKept: ratio <= MOST };
}

/** How long each trial took, in milliseconds, without the first, which warms the caches. */
async function trialTimes(surroundings: Surroundings, kind: ContextDelivery['kind'], turn: number): Promise<number[]> {
  const { rounds, one } = surroundings;
  const times: number[] = [];
  let begunAt: number | undefined;
  const delivered = { ...surroundings, one: withKind(one, kind), scratch: `${surroundings.scratch}/${kind}-${turn}` };
  await runTrials(delivered, rounds + 2, {
    beforeTrial: () => {
      const now = performance.now();
      if (begunAt !== undefined) times.push(now - begunAt);
      begunAt = now;
    },
  });
  return times.slice(1);
}

function withKind(one: Case, kind: ContextDelivery['kind']): Case {
  const { configuration } = one;
  return { ...one, configuration: { ...configuration, context: { ...configuration.context, kind } } };
}
