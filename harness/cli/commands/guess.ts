import { findCases } from '../../corpus/find-cases.ts';
import { COMMITTED_CALIBRATION } from '../../priors/calibration/committed-calibration.ts';
import { casePrior } from '../../priors/case-prior.ts';
import type { RunRecord } from '../../record/record.ts';
import { readPriors } from '../../use-cases/planning/read-priors.ts';
import type { Case } from '../../vocabulary/case.ts';
import { many } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { CASE_OPTIONS, PRIOR_OPTIONS } from '../options/run-options.ts';
import { overridesOf } from '../options/run-wish.ts';
import { guessText } from '../output/guess-text.ts';
import { print, tell } from '../output/output.ts';

/** Says what cases probably need, and why, without a trial. */
export const guess = command({
  arguments: {
    paths: many('path', 'Dockerfiles, directories with one, or directories of such directories (default: .)'),
  },
  options: { ...CASE_OPTIONS, ...PRIOR_OPTIONS },
  run: async ({ paths }, options) => {
    const cases = await findCases(paths, overridesOf(options));
    const records = await readPriors(options.prior, { cases, mismatch: options.priorMismatch, warn: tell });
    print(cases.map((one) => guessOf(one, records)).join('\n\n'));
    tell('\nThis is a guess. Nothing was tried, and nothing is proven; `discover` finds out.');
    return 0;
  },
});

function guessOf(one: Case, records: readonly RunRecord[]): string {
  const { id: caseId, instructions, baseReferences, universe, configuration } = one;
  const sources = { records, calibration: COMMITTED_CALIBRATION };
  return guessText(one.path, casePrior({ caseId, instructions, baseReferences, universe, configuration }, sources));
}
