import { execFile } from 'node:child_process';
import * as z from 'zod';
import { HarnessError } from '../../errors.ts';

const answerSchema = z.object({ Username: z.string(), Secret: z.string() });

/** What a credential helper knows of a registry. */
export interface HelperAnswer {
  readonly username: string;
  readonly secret: string;
}

/** What a helper prints when it has nothing for the registry; its exit code is that of a failure. */
const NOT_FOUND = /credentials not found in native keychain/i;

/**
 * Runs `docker-credential-<helper> get` for a registry; undefined if the helper has no credentials for it.
 *
 * @throws HarnessError BAD_CREDENTIALS if the helper is missing, fails or does not answer in time. What it printed is never shown
 * unless it failed: it is a secret.
 */
export async function askCredentialHelper(
  helper: string,
  serverAddress: string,
  environment: NodeJS.ProcessEnv,
  deadlineMs: number,
): Promise<HelperAnswer | undefined> {
  const program = `docker-credential-${helper}`;
  const { error, output } = await run(program, serverAddress, environment, deadlineMs);
  if (error === undefined) return readAnswer(output, program);
  if (NOT_FOUND.test(output)) return undefined;
  if (error.code === 'ENOENT') throw failure(program, 'is not on PATH');
  if (error.killed === true) throw failure(program, `did not answer within ${deadlineMs / 1000} s`);
  throw failure(program, `failed${reasonIn(output)}`);
}

/** What a helper says of its failure, unless it printed an answer all the same. */
function reasonIn(output: string): string {
  return output.trim() === '' || /"Secret"/i.test(output) ? '' : `: ${output.trim()}`;
}

interface HelperRun {
  readonly error: (Error & { code?: unknown; killed?: boolean }) | undefined;
  readonly output: string;
}

function run(program: string, input: string, environment: NodeJS.ProcessEnv, deadlineMs: number): Promise<HelperRun> {
  return new Promise((resolve) => {
    const options = { env: environment, timeout: deadlineMs, killSignal: 'SIGKILL' } as const;
    const child = execFile(program, ['get'], options, (error, stdout, stderr) => {
      resolve({ error: error ?? undefined, output: error === null ? stdout : `${stdout}${stderr}` });
    });
    // A helper may end without reading; that shows in its exit code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function readAnswer(output: string, program: string): HelperAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    throw failure(program, 'did not answer in JSON');
  }
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw failure(program, 'answered without Username and Secret');
  return { username: parsed.data.Username, secret: parsed.data.Secret };
}

function failure(program: string, what: string): HarnessError {
  return new HarnessError('BAD_CREDENTIALS', `The credential helper ${program} ${what}`, {
    hint: 'Your Docker configuration (credHelpers, credsStore) names it; repair it, or pull the image yourself.',
  });
}
