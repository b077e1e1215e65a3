import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Case } from '../corpus/case.ts';
import { planContext } from '../corpus/plan-context.ts';
import { REFERENCE_BUILDS } from '../discovery/case-state.ts';
import { alreadyInUse } from '../discovery/resumption.ts';
import { HarnessError, messageOf } from '../errors.ts';
import { holdsRun } from '../journal/journal.ts';
import { countOf } from '../report/plain-text.ts';
import { assertOneBuilder } from './choose-builder.ts';
import type { RunRequest } from './run-request.ts';

/**
 * Finds what is wrong with a request before anything is asked of an engine: nobody should wait for a pull to learn of a typo.
 *
 * @throws HarnessError BAD_INPUT
 */
export async function checkRequest(
  { options, policy, resumed }: Pick<RunRequest, 'options' | 'policy' | 'resumed'>,
  cases: readonly Case[],
  directory: string,
): Promise<void> {
  assertOneBuilder(options);
  if (resumed === undefined) assertRoomForReferences(policy, cases.length);
  if (options.executorBinary !== undefined) await assertReadable(options.executorBinary);
  if (resumed === undefined && (await holdsRun(directory))) throw alreadyInUse(directory);
  for (const one of cases) await planContext(one, { sizeLimitBytes: options.contextLimit * 2 ** 20 });
}

function assertRoomForReferences({ maxTrials }: RunRequest['policy'], cases: number): void {
  const least = REFERENCE_BUILDS * cases;
  if (maxTrials === null || maxTrials > least) return;
  throw new HarnessError(
    'BAD_INPUT',
    `--max-trials ${maxTrials} leaves nothing for the search: the reference builds of ${countOf(cases, 'case')} take ${least}`,
    { hint: `Allow more than ${least}, or name fewer Dockerfiles.` },
  );
}

async function assertReadable(executor: string): Promise<void> {
  await access(executor, constants.R_OK).catch((cause: unknown) => {
    const hint = 'Pass the path of a Kaniko executor binary.';
    throw new HarnessError('BAD_INPUT', `Cannot read the executor ${executor}: ${messageOf(cause)}`, { cause, hint });
  });
}
