import type { CaseRecord } from '../record/record.ts';
import { lossText } from '../report/blocks/answer/loss-text.ts';
import type { MissingCapability } from './audited-build.ts';

/** What happens without a capability that is needed and not granted: where the build fails, or what it silently loses. */
export function missingOf(capability: string, cases: readonly CaseRecord[]): MissingCapability {
  const losses = cases.flatMap((one) => one.losses.filter((loss) => loss.capability === capability));
  // What goes unnoticed is told before what fails anyhow.
  const loss = losses.find(({ verdict }) => verdict === 'degraded') ?? losses[0];
  if (loss === undefined) return { capability, silent: false, instruction: '', what: '', trials: [] };
  const { silent, place, what } = lossText(loss);
  return { capability, silent, instruction: place, what, trials: loss.trials };
}
