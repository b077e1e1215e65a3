import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Case } from '../corpus/case.ts';
import { planContext } from '../corpus/plan-context.ts';
import { alreadyInUse } from '../discovery/resumption.ts';
import { HarnessError, messageOf } from '../errors.ts';
import { holdsRun } from '../journal/journal.ts';
import { assertOneBuilder } from './choose-builder.ts';
import type { RunRequest } from './run-request.ts';

/**
 * Finds what is wrong with a request before anything is asked of an engine: nobody should wait for a pull to learn of a typo.
 *
 * @throws HarnessError BAD_INPUT
 */
export async function checkRequest(
  { options, resumed }: Pick<RunRequest, 'options' | 'resumed'>,
  cases: readonly Case[],
  directory: string,
): Promise<void> {
  assertOneBuilder(options);
  if (options.executorBinary !== undefined) await assertReadable(options.executorBinary);
  if (resumed === undefined && (await holdsRun(directory))) throw alreadyInUse(directory);
  for (const one of cases) await planContext(one, { sizeLimitBytes: options.contextLimit * 2 ** 20 });
}

async function assertReadable(executor: string): Promise<void> {
  await access(executor, constants.R_OK).catch((cause: unknown) => {
    const hint = 'Pass the path of a Kaniko executor binary.';
    throw new HarnessError('BAD_INPUT', `Cannot read the executor ${executor}: ${messageOf(cause)}`, { cause, hint });
  });
}
