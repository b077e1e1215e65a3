import type { Case } from '../corpus/case.ts';
import { casePrior } from '../priors/case-prior.ts';
import { COMMITTED_CALIBRATION } from '../priors/committed-calibration.ts';
import type { RunRecord } from '../record/record.ts';
import { guessText } from './guess-text.ts';
import type { PriorOptions } from './options.ts';
import { print, tell } from './output.ts';
import { readPriors } from './read-priors.ts';
import { type CaseOptions, findRequestedCases } from './requested-cases.ts';

/** The options of `guess`. */
export type GuessOptions = PriorOptions & CaseOptions;

/** Says what cases probably need, and why, without a trial; gives the exit code. */
export async function guess(paths: readonly string[], options: GuessOptions): Promise<number> {
  const cases = await findRequestedCases({ paths, options });
  const records = await readPriors(options.prior ?? [], { cases, mismatch: options.priorMismatch, warn: tell });
  print(cases.map((one) => guessOf(one, records)).join('\n\n'));
  tell('\nNothing was tried: a guess decides what discover asks first and proves nothing.');
  return 0;
}

function guessOf(one: Case, records: readonly RunRecord[]): string {
  const { id: caseId, instructions, baseReferences, universe } = one;
  const sources = { records, calibration: COMMITTED_CALIBRATION };
  return guessText(one.path, casePrior({ caseId, instructions, baseReferences, universe }, sources));
}
