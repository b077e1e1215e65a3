import { execFile } from 'node:child_process';

/** How a script ended, and all that it said. */
export interface ScriptEnding {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of `scripts/` to its end. */
export function runScript(name: string, ...args: readonly string[]): Promise<ScriptEnding> {
  return new Promise((resolve) => {
    const child = execFile(`scripts/${name}`, args, { maxBuffer: 2 ** 26 }, (_, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? 1, stdout, stderr });
    });
  });
}
