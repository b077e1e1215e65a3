import { resolve } from 'node:path';
import { openEngine } from '../../engine/open-engine.ts';
import { displayPath } from '../../files/display-path.ts';
import { credentialsFor } from '../../image/credentials/registry-credentials.ts';
import { casesToRun } from '../../plan/cases-to-run.ts';
import { assertDirectoryFree, carryOut, type RunOrder } from '../../use-cases/carry-out.ts';
import { newRunId } from '../../use-cases/fresh-directory.ts';
import type { FinishedRun, WantedRun } from '../../use-cases/run-order.ts';
import { tell } from '../output/output.ts';
import { confirmExhaustive } from './confirm-exhaustive.ts';
import { watchInterruption } from './interruption.ts';
import { showProgress } from './show-progress.ts';
import type { RunSession } from './start-run.ts';
import { TOOL_VERSION } from './tool-version.ts';
import { unansweredText } from './unanswered-text.ts';

/** Carries a run out on the engine that is asked for, and shows how it goes. */
export async function runHere(wanted: WantedRun, session: RunSession): Promise<FinishedRun> {
  const { resumed, yes = false, explain = false } = session;
  const run = resumed?.run ?? newRunId();
  const directory = resolve(resumed?.directory ?? wanted.directory ?? session.out ?? `results/${run}`);
  const order: RunOrder = { ...wanted, run, directory, resumed: resumed !== undefined };
  await assertDirectoryFree(order);
  const engine = await openEngine(session.engine);
  const interruption = watchInterruption();
  const progress = showProgress({ cases: casesToRun(order.plan).length, explain });
  let unanswered: string | undefined;
  try {
    const record = await carryOut(order, {
      engine,
      toolVersion: TOOL_VERSION,
      credentialsFor,
      environment: process.env,
      progress,
      approve: (estimate) => confirmExhaustive(estimate, yes),
      stop: interruption.stop,
      cancel: interruption.cancel,
    });
    const interrupted = interruption.stop.aborted;
    // What was interrupted says itself how it goes on.
    unanswered = interrupted ? undefined : unansweredText(record, order.plan.question.task, displayPath(directory));
    return { record, directory, interrupted };
  } finally {
    progress.end();
    if (unanswered !== undefined) tell(unanswered);
    interruption.dispose();
    // The run is over, and what it showed is on disk: nothing depends on how the engine is let go of.
    await engine.close().catch(() => undefined);
  }
}
