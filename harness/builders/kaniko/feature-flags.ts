import { posix } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { suggestion } from '../../suggestion.ts';
import { plainLines } from '../../text/plain-lines.ts';
import type { BuilderIdentity } from '../../vocabulary/builder-identity.ts';
import { BUILDER_PROFILES } from '../../vocabulary/builder-profiles.ts';
import type { KanikoQuestion } from './kaniko-question.ts';
import { OSSCONTAINERTOOLS } from './kaniko-repository.ts';

/** An executor that can be asked about its feature flags. */
interface AskedExecutor {
  /** As sentences name it: `Kaniko v1.28.3`. */
  readonly title: string;
  readonly identity: BuilderIdentity;
  readonly entrypoint: readonly string[];
  readonly ask: KanikoQuestion;
}

/** Variables that switch a part of osscontainertools' executor on or off. */
const FEATURE_FLAG = /^FF_KANIKO_/;

const TINI_FLAG = 'FF_KANIKO_RUN_VIA_TINI';

/** What Go's `strconv.ParseBool` reads; with anything else the executor keeps its default and says nothing. */
const TRUE = /^(?:1|t|T|TRUE|true|True)$/;
const FALSE = /^(?:0|f|F|FALSE|false|False)$/;

/**
 * Makes sure that every feature flag has an effect. Executors ignore those that they do not know: one of osscontainertools says so
 * as it starts, and the others know none.
 *
 * @throws HarnessError UNKNOWN_FLAG, BAD_CONFIGURATION or EXECUTOR_UNSUITABLE for one that would have none.
 */
export async function checkFeatureFlags(
  environment: Readonly<Record<string, string>>,
  executor: AskedExecutor,
): Promise<void> {
  const flags = Object.fromEntries(Object.entries(environment).filter(([name]) => FEATURE_FLAG.test(name)));
  const [first] = Object.keys(flags);
  if (first === undefined) return;
  assertSwitches(flags);
  const { entrypoint, ask, identity, title } = executor;
  // Without a destination it ends at once, after it has said what it makes of its feature flags.
  const outcome = await ask(entrypoint, flags);
  const said = outcome.kind === 'ended' ? plainLines(outcome.output).join('\n') : '';
  const [unknown] = /unknown feature flags set .*: (.*)/.exec(said)?.[1]?.trim().split(/,\s*/) ?? [];
  if (unknown !== undefined) throw unknownFlag(unknown, title);
  if (!said.includes('feature flags') && identity.repository !== OSSCONTAINERTOOLS) throw noFeatureFlags(first, title);
  if (TRUE.test(flags[TINI_FLAG] ?? '')) await assertTini(executor);
}

function assertSwitches(flags: Readonly<Record<string, string>>): void {
  const wrong = Object.entries(flags).find(([, value]) => !TRUE.test(value) && !FALSE.test(value));
  if (wrong === undefined) return;
  const [name, value] = wrong;
  throw new HarnessError('BAD_CONFIGURATION', `${name} cannot be ${JSON.stringify(value)}: it is a switch`, {
    hint: `Write ${name}=true or ${name}=false.`,
  });
}

function unknownFlag(name: string, title: string): HarnessError {
  const known: readonly string[] = Object.values(BUILDER_PROFILES).flat();
  const { hint } = known.includes(name)
    ? { hint: 'The profiles are those of v1.28.3. Set what this executor knows with --builder-env NAME=true.' }
    : suggestion(name, known);
  return new HarnessError('UNKNOWN_FLAG', `${title} does not know ${name} and would ignore it`, {
    hint: hint ?? 'Leave it out, or use a version of the executor that knows it.',
  });
}

function noFeatureFlags(name: string, title: string): HarnessError {
  const message = `This executor, ${title}, would ignore ${name}: it knows no feature flags`;
  return new HarnessError('UNKNOWN_FLAG', message, {
    hint: 'Leave out FF_KANIKO_ variables and --builder-profile, or use an executor of osscontainertools/kaniko.',
  });
}

/** An executor that starts commands with tini has it beside itself. A slim image has none, and a single binary neither. */
async function assertTini({ ask, identity, entrypoint }: AskedExecutor): Promise<void> {
  const tini = posix.join(posix.dirname(entrypoint[0] ?? '/kaniko/executor'), 'tini');
  const outcome = await ask([tini, '--version']);
  if (outcome.kind === 'ended' && outcome.exitCode === 0) return;
  const ways = [
    `Set it to false with --builder-env ${TINI_FLAG}=false.`,
    identity.binarySha256 === null
      ? 'Or use an image that has it: the one without a suffix or with -debug.'
      : "Or put a static tini beside the executor; with Debian's package tini: cp /usr/bin/tini-static DIRECTORY/tini",
  ];
  throw new HarnessError(
    'EXECUTOR_UNSUITABLE',
    `${TINI_FLAG} starts the commands in RUN with ${tini}, which ${identity.reference} does not have`,
    { hint: ways.join(' ') },
  );
}
