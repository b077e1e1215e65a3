import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** How the program ended, and all that it said. */
export interface ProgramEnding {
  /** Null if a signal killed it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program at work. */
export interface ProgramAtWork {
  readonly process: ChildProcess;
  readonly ended: Promise<ProgramEnding>;
}

/** How the program is started. */
interface ProgramStart {
  readonly deadlineMs?: number;
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether it finds a terminal, with util-linux' `script`; all that it writes there is standard output then. */
  readonly inTerminal?: boolean;
}

/** Starts the built program as a user would; it is killed, and `ended` rejects, if it outlives the deadline. */
export function startProgram(
  args: readonly string[],
  { deadlineMs = 120_000, environment = {}, inTerminal = false }: ProgramStart = {},
): ProgramAtWork {
  const { KANIKO_CAPS_BUILDER: _, ...inherited } = process.env;
  const words = [process.execPath, PROGRAM, ...args];
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const [program = '', ...rest] = inTerminal ? ['script', '-qefc', quoted, '/dev/null'] : words;
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, NO_COLOR: '1', ...environment },
  });
  let [stdout, stderr, late] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const deadline = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, deadlineMs);
  const ended = new Promise<ProgramEnding>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(deadline);
      if (late) reject(new Error(`${args.join(' ')} still ran after ${deadlineMs} ms:\n${stdout}\n${stderr}`));
      else resolve({ exitCode, stdout, stderr });
    });
  });
  return { process: child, ended };
}

/** Runs the built program to its end. */
export function runBuiltProgram(...args: readonly string[]): Promise<ProgramEnding> {
  return startProgram(args).ended;
}
