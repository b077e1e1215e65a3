import { checkExitCode } from './check-effect.ts';
import { headlinesOf } from './check-headlines.ts';
import type { Check } from './check-record.ts';
import type { CheckView } from './check-view.ts';

/** A check for programs: the outcome, what to do, and each case with all that is not as locked. */
export function checkJson(check: Check, view: CheckView): string {
  const { run, lockedBuilders, cases, notAskedFor, idleExceptions } = check;
  const told = {
    exitCode: checkExitCode(cases, view.gate),
    headlines: headlinesOf(check, view),
    lockFile: view.lockFile,
    run: run === null ? null : { id: run.run.id, record: view.run, tool: run.tool, builder: run.builder },
    lockedBuilders,
    cases,
    notAskedFor,
    idleExceptions,
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}
