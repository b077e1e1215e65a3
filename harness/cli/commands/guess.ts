import { surveyCases } from '../../corpus/find-cases.ts';
import { COMMITTED_CALIBRATION } from '../../priors/calibration/committed-calibration.ts';
import { casePrior } from '../../priors/case-prior.ts';
import type { RunRecord } from '../../record/record.ts';
import { foundTexts, invalidText } from '../../use-cases/planning/found-texts.ts';
import { readPriors } from '../../use-cases/planning/read-priors.ts';
import type { Case } from '../../vocabulary/case.ts';
import { many } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { CASE_OPTIONS, PRIOR_OPTIONS, RECURSIVE_OPTION } from '../options/run-options.ts';
import { overridesOf } from '../options/run-wish.ts';
import { guessText } from '../output/guess-text.ts';
import { print, tell } from '../output/output.ts';

/** Says what cases probably need, and why, without a trial. */
export const guess = command({
  arguments: {
    paths: many('path', 'Dockerfiles, directories with one, or directories of such directories (default: .)'),
  },
  options: { ...RECURSIVE_OPTION, ...CASE_OPTIONS, ...PRIOR_OPTIONS },
  run: async ({ paths }, options) => {
    const found = await surveyCases(paths, overridesOf(options));
    const { cases, invalid } = found;
    if (options.recursive) for (const text of foundTexts(found)) tell(text);
    const records = await readPriors(options.prior, { cases, mismatch: options.priorMismatch, warn: tell });
    const unusable = invalid.map((one) => `cannot be used: ${invalidText(one)}`);
    print([...cases.map((one) => guessOf(one, records)), ...unusable].join('\n\n'));
    tell('\nThis is a guess. Nothing was tried, and nothing is proven; `discover` finds out.');
    return invalid.length > 0 ? 2 : 0;
  },
});

function guessOf(one: Case, records: readonly RunRecord[]): string {
  const { id: caseId, instructions, baseReferences, universe, configuration } = one;
  const sources = { records, calibration: COMMITTED_CALIBRATION };
  return guessText(one.path, casePrior({ caseId, instructions, baseReferences, universe, configuration }, sources));
}
