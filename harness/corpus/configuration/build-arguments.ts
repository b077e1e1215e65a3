import { HarnessError } from '../../errors.ts';
import type { SecretArgument } from '../../vocabulary/configuration-sources.ts';
import { looksLikeSecretArgument } from '../../vocabulary/credential-words.ts';

/** What the command line says of build arguments; it goes before `case.json`. */
export interface LineArguments {
  readonly buildArguments?: Readonly<Record<string, string>> | undefined;
  /** Names of arguments whose values are variables of this program's environment. */
  readonly argumentsFromEnvironment?: readonly string[] | undefined;
}

/** What a `case.json` says of build arguments. */
interface OwnArguments {
  readonly buildArguments?: Readonly<Record<string, string>> | undefined;
  /** Names of arguments whose values are kept nowhere. */
  readonly secretBuildArguments?: readonly string[] | undefined;
}

/** The build arguments of a case. */
export interface CaseArguments {
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly secretArguments: readonly SecretArgument[];
}

/**
 * Divides the build arguments of a case into those that are kept and those whose values are kept nowhere. A `case.json` comes with the
 * code under test, so that it can mark an argument as secret, but not choose a variable of this machine.
 *
 * @throws HarnessError OPTIONS_CONFLICT for an argument with two values.
 */
export function caseArguments(line: LineArguments, own: OwnArguments, settingsFile: string): CaseArguments {
  const { argumentsFromEnvironment = [], buildArguments: given = {} } = line;
  const marked = own.secretBuildArguments ?? [];
  const plain = new Map<string, string>();
  const origins = new Map<string, SecretArgument['from']>(marked.map((name) => [name, { kind: 'stand-in' }]));
  const sort = (values: Readonly<Record<string, string>>, from: SecretArgument['from']): void => {
    for (const [name, value] of Object.entries(values)) {
      origins.delete(name);
      plain.delete(name);
      if (marked.includes(name) || looksLikeSecretArgument(name, value)) origins.set(name, from);
      else plain.set(name, value);
    }
  };
  sort(own.buildArguments ?? {}, { kind: 'case-settings', path: settingsFile });
  sort(given, { kind: 'command-line' });
  for (const name of argumentsFromEnvironment) {
    if (Object.hasOwn(given, name)) throw givenTwice(name);
    plain.delete(name);
    origins.set(name, { kind: 'environment', name });
  }
  const secretArguments = [...origins].map(([name, from]) => ({ name, from }));
  return {
    buildArguments: Object.fromEntries(plain),
    secretArguments: secretArguments.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function givenTwice(name: string): HarnessError {
  return new HarnessError(
    'OPTIONS_CONFLICT',
    `The build argument ${name} was given with --build-arg and --build-arg-env`,
    {
      hint: 'Give it once.',
    },
  );
}
