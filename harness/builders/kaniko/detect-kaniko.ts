import { HarnessError } from '../../errors.ts';
import { plainLines } from '../../text/plain-lines.ts';
import type { BuilderAnswer } from '../ask-builder.ts';
import { type OfferedFlags, parseOfferedFlags } from '../settings/offered-flags.ts';
import type { KanikoQuestion } from './kaniko-question.ts';
import { kanikoRepository, type Provenance } from './kaniko-repository.ts';

/** What an executor says of itself. */
export interface KanikoIdentity {
  readonly version: string;
  readonly repository: string | null;
  readonly flags: OfferedFlags;
}

/** Released together with `--context tar://stdin` (v0.20.0), of which the help says nothing. */
const ANNOUNCES_STDIN_CONTEXT = 'context-sub-path';

/**
 * Asks an executor for its version and its flags.
 *
 * @throws HarnessError NOT_AN_EXECUTOR if it is no Kaniko executor, EXECUTOR_UNSUITABLE for one that reads no context from standard input.
 */
export async function identifyKaniko(
  run: KanikoQuestion,
  entrypoint: readonly string[],
  provenance: Omit<Provenance, 'version'>,
): Promise<KanikoIdentity> {
  const { reference } = provenance;
  const commands = { version: [...entrypoint, 'version'], help: [...entrypoint, '--help'] };
  const [saidVersion, saidHelp] = await Promise.all([run(commands.version), run(commands.help)]);
  const version = parseVersion(outputOf(saidVersion, commands.version, reference));
  if (version === undefined) throw notKaniko(reference, 'it does not answer `version` as an executor does');
  const flags = parseOfferedFlags(outputOf(saidHelp, commands.help, reference));
  if (!flags.has(ANNOUNCES_STDIN_CONTEXT)) {
    throw new HarnessError(
      'EXECUTOR_UNSUITABLE',
      `Kaniko ${version} of ${reference} reads no context from standard input`,
      {
        hint: 'Use v0.20.0 or newer.',
      },
    );
  }
  return { version, repository: kanikoRepository({ ...provenance, version }), flags };
}

function outputOf(outcome: BuilderAnswer, command: readonly string[], reference: string): string {
  if (outcome.kind === 'failed') throw notKaniko(reference, outcome.message);
  if (outcome.exitCode !== 0) throw notKaniko(reference, `\`${command.join(' ')}\` exits with ${outcome.exitCode}`);
  return plainLines(outcome.output).join('\n');
}

function parseVersion(output: string): string | undefined {
  return /^Kaniko version\s*:\s*(\S+)$/m.exec(output)?.[1];
}

function notKaniko(reference: string, reason: string): HarnessError {
  return new HarnessError('NOT_AN_EXECUTOR', `${reference} cannot be used as a Kaniko executor: ${reason}`, {
    hint: 'Name an image such as gcr.io/kaniko-project/executor:v1.24.0, or a binary with --executor-binary.',
  });
}
