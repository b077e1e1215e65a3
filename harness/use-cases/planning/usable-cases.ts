import { readArgument, type ValueSources } from '../../corpus/configuration/read-argument.ts';
import { isTooShortToMask, readSecret } from '../../corpus/configuration/read-secret.ts';
import { type PackOptions, planContext } from '../../corpus/context/plan-context.ts';
import { type FoundCases, surveyCases } from '../../corpus/find-cases.ts';
import { invalidCaseOf, orProblem } from '../../corpus/invalid-case.ts';
import { HarnessError } from '../../errors.ts';
import type { Case } from '../../vocabulary/case.ts';
import { foundTexts } from './found-texts.ts';
import type { RunWish } from './plan-run.ts';

/** The cases that a run can try, and the Dockerfiles that it cannot use. */
export type UsableCases = Pick<FoundCases, 'cases' | 'invalid'>;

/** What is needed to look into a case. */
interface Looking {
  readonly pack: PackOptions;
  readonly givenArguments: ValueSources['givenArguments'];
}

/**
 * Finds the cases of a run and whatever is wrong with one before anything is built: its values and the files of its context are looked
 * at as well. `warn` hears of what was found where Dockerfiles were looked for.
 *
 * @throws HarnessError naming what cannot be used; for a Dockerfile that was looked for there is an invalid case instead.
 */
export async function usableCases(
  { paths, overrides, environment }: Pick<RunWish, 'paths' | 'overrides' | 'environment'>,
  { pack, givenArguments }: Looking,
  warn: (text: string) => void,
): Promise<UsableCases> {
  const found = await surveyCases(paths, overrides);
  const cases: Case[] = [];
  const invalid = [...found.invalid];
  for (const one of found.cases) {
    // Values come from the command line: what is wrong with one is wrong with no Dockerfile.
    await readValues(one, { environment, givenArguments }, warn);
    const problem = await orProblem(overrides, () => planContext(one, pack));
    if (problem instanceof HarnessError) invalid.push(invalidCaseOf(one, problem, process.cwd()));
    else cases.push(one);
  }
  const inOrder = invalid.sort((a, b) => (a.file < b.file ? -1 : 1));
  if (overrides.recursive === true) for (const text of foundTexts({ ...found, cases, invalid: inOrder })) warn(text);
  return { cases, invalid: inOrder };
}

/** Reads whatever is kept nowhere, so that what is missing is told before any container starts. */
export async function readValues(
  { id, sources, secretArguments }: Case,
  values: ValueSources,
  warn: (text: string) => void,
): Promise<void> {
  for (const secret of sources.secrets) await readSecret(secret, values.environment);
  for (const one of secretArguments) {
    const { name, value } = await readArgument(one, values);
    if (isTooShortToMask(value)) warn(`${id}: the value of ${name} is too short to be masked in what a build writes.`);
  }
}
