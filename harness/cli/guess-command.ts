import { type CapabilitySet, formatSet } from '../capabilities/capability-set.ts';
import { parseUniverse } from '../capabilities/universe.ts';
import type { Case } from '../corpus/case.ts';
import { findCases } from '../corpus/find-cases.ts';
import { casePrior } from '../priors/case-prior.ts';
import { COMMITTED_CALIBRATION } from '../priors/committed-calibration.ts';
import type { RunRecord } from '../record/record.ts';
import { safeText } from '../report/plain-text.ts';
import { minimalSets } from '../search/transversals.ts';
import type { PriorOptions } from './options.ts';
import { print, tell } from './output.ts';
import { readPriors } from './read-priors.ts';

/** The options of `guess`. */
export interface GuessOptions extends PriorOptions {
  readonly file?: string;
  readonly context?: string;
  readonly buildArg?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly universe?: string;
}

/** Says what cases probably need, and why, without a trial; gives the exit code. */
export async function guess(paths: readonly string[], options: GuessOptions): Promise<number> {
  const cases = await findCases(paths, {
    file: options.file,
    context: options.context,
    buildArguments: options.buildArg,
    target: options.target,
    universe: options.universe === undefined ? undefined : parseUniverse(options.universe),
  });
  const records = await readPriors(options.prior ?? [], { cases, mismatch: options.priorMismatch, warn: tell });
  print(cases.map((one) => guessText(one, records)).join('\n\n'));
  tell('\nNothing was tried: a guess decides what discover asks first and proves nothing.');
  return 0;
}

function guessText(one: Case, records: readonly RunRecord[]): string {
  const { id: caseId, instructions, baseReferences, universe } = one;
  const prior = casePrior(
    { caseId, instructions, baseReferences, universe },
    { records, calibration: COMMITTED_CALIBRATION },
  );
  const faithful = setsText(prior.faithful.guesses);
  const exitZero = setsText(prior.exitZero.guesses);
  return [
    `${safeText(one.path)}  probably needs  ${faithful}`,
    ...(exitZero === faithful ? [] : [`  for exit code 0  ${exitZero}`]),
    ...prior.because.map((line) => `  ${safeText(line)}`),
  ].join('\n');
}

/** The likely sets; a larger one is held ready for the case that the smaller fails. */
function setsText(guesses: readonly CapabilitySet[] = []): string {
  const text = (set: CapabilitySet): string => (set === 0n ? 'nothing' : formatSet(set).replaceAll(',', ' '));
  const likely = minimalSets(guesses);
  const larger = guesses.filter((set) => !likely.includes(set));
  const orElse = larger.length === 0 ? '' : `, or else  ${larger.map(text).join(', ')}`;
  return `${likely.map(text).join('  or  ')}${orElse}`;
}
