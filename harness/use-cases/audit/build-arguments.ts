import type { CaseOverrides } from '../../corpus/case-overrides.ts';
import type { BuildArgument, DeclaredBuild } from '../../manifest/model/declared-build.ts';
import type { Origin } from '../../manifest/model/stated.ts';
import { plainWritten } from '../../manifest/model/written.ts';
import { listText } from '../../text/set-text.ts';
import type { Case } from '../../vocabulary/case.ts';
import { looksLikeSecretArgument } from '../../vocabulary/credential-words.ts';

/** The build arguments of a build's cases: those of its manifest, unless the command line has others. */
export function argumentsOfCases(
  { buildArguments }: DeclaredBuild,
  { buildArguments: given = {}, argumentsFromEnvironment = [] }: CaseOverrides,
): Readonly<Record<string, string>> {
  const declared = buildArguments.filter(({ name }) => !argumentsFromEnvironment.includes(name));
  return { ...Object.fromEntries(declared.map(({ name, value }) => [name, value.value])), ...given };
}

/** A case with stand-ins for the secrets among the build arguments of its manifest; those of the command line keep their values. */
export function withStandIns<T extends Pick<Case, 'secretArguments'>>(
  one: T,
  { buildArguments: given = {} }: CaseOverrides,
): T {
  const secretArguments = one.secretArguments.map((secret) =>
    secret.from.kind === 'command-line' && !Object.hasOwn(given, secret.name)
      ? { ...secret, from: { kind: 'stand-in' as const } }
      : secret,
  );
  return { ...one, secretArguments };
}

/** For which build arguments the cases of a build have stand-ins, in a sentence. */
export function standInNotes(cases: readonly Case[]): string[] {
  const names = (cases[0]?.secretArguments ?? []).flatMap(({ name, from }) => (from.kind === 'stand-in' ? [name] : []));
  if (names.length === 0) return [];
  return [
    `Trials have stand-ins for the values of ${listText(names)}, which look like secrets. --build-arg NAME=VALUE gives the real ones.`,
  ];
}

/** What is told in the place of a secret. */
const NOT_SHOWN = '(a secret, not shown)';

/** A build with the build arguments that its trials have: those of the command line too. A value that looks like a secret is not told. */
export function withArgumentsOf(build: DeclaredBuild, one: Case | undefined, overrides: CaseOverrides): DeclaredBuild {
  const origins = givenOrigins(overrides);
  const values = one?.buildArguments ?? overrides.buildArguments ?? {};
  const given = [...origins].map(([name, from]): BuildArgument => {
    return { name, value: plainWritten(values[name] ?? '', build.place), from };
  });
  const declared = build.buildArguments.filter(({ name }) => !origins.has(name));
  const secrets = [
    ...(one?.secretArguments ?? []).map(({ name }) => name),
    ...(overrides.argumentsFromEnvironment ?? []),
  ];
  const told = [...declared, ...given].map((argument) => {
    const { name, value } = argument;
    const isSecret = secrets.includes(name) || looksLikeSecretArgument(name, value.value);
    return isSecret ? { ...argument, value: { ...value, value: NOT_SHOWN } } : argument;
  });
  return { ...build, buildArguments: told };
}

/** The build arguments of the command line, each with the option that gives it. */
function givenOrigins({ buildArguments = {}, argumentsFromEnvironment = [] }: CaseOverrides): Map<string, Origin> {
  const given = (option: string, names: readonly string[]) =>
    names.map((name): [string, Origin] => [name, { kind: 'given', option: `${option} ${name}` }]);
  return new Map([
    ...given('--build-arg', Object.keys(buildArguments)),
    ...given('--build-arg-env', argumentsFromEnvironment),
  ]);
}
