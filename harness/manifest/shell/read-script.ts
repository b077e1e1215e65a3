import { isExecutorProgram } from '../executor/executor-image.ts';
import type { ManifestProblem } from '../model/problem.ts';
import type { Place } from '../model/stated.ts';
import type { Written } from '../model/written.ts';
import type { ScriptCommand } from './run-command.ts';
import type { ScriptText } from './script-text.ts';
import type { ShellScope } from './shell-scope.ts';
import { startedProgram } from './started-program.ts';
import { walkScript } from './walk-script.ts';

/** A call of an executor in a script. */
export interface ScriptCall {
  /** The words behind the executor. */
  readonly words: readonly Written[];
  readonly place: Place;
  /** The condition under which it is reached; null for always. */
  readonly only: string | null;
  readonly workingDirectory: string;
  readonly variables: ReadonlyMap<string, Written>;
}

/** The calls of an executor in a script, in their order. */
export interface ScriptReading {
  readonly calls: readonly ScriptCall[];
  readonly problems: readonly ManifestProblem[];
}

/** Finds the calls of an executor in a shell script: also behind `exec`, `env`, `time` and the like. */
export function readScript(script: ScriptText, scope: ShellScope): ScriptReading {
  const calls: ScriptCall[] = [];
  const problems = walkScript(script, scope, (command) => {
    const call = executorCall(command);
    if (call !== undefined) calls.push(call);
  });
  return { calls, problems };
}

/** The executor by its name alone, which its image has on the path; other programs have that name too, and not these flags. */
function bareCall(words: readonly Written[]): number | undefined {
  const index = startedProgram(words, (word) => word === 'executor');
  const isOwn = words.some(({ value }) =>
    /^(?:--(?:context|destination|dockerfile|no-push)(?:=|$)|-[cdf]$)/.test(value),
  );
  return isOwn ? index : undefined;
}

function executorCall({ words, place, only, workingDirectory, variables }: ScriptCommand): ScriptCall | undefined {
  const index = startedProgram(words, isExecutorProgram) ?? bareCall(words);
  return index === undefined ? undefined : { words: words.slice(index + 1), place, only, workingDirectory, variables };
}
