import { isOfNoConcern } from './settings/variable-names.ts';

/** A secret of a build. Its value must not become a part of a command line, which whoever lists processes can read. */
export interface BuildSecret {
  readonly id: string;
  readonly value: string;
}

/** The variable through which a builder gets the secret of that index. */
export function secretVariable(index: number): string {
  return `KANIKO_CAPS_SECRET_${index + 1}`;
}

/** The variables through which a builder gets its secrets. */
export function secretEnvironment(secrets: readonly BuildSecret[]): Record<string, string> {
  return Object.fromEntries(secrets.map(({ value }, index) => [secretVariable(index), value]));
}

/** A build argument whose value is kept nowhere. */
export interface SecretBuildArgument {
  readonly name: string;
  readonly value: string;
}

/** How secret build arguments reach a builder. */
interface PassedArguments {
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Passes secret build arguments by variables of their names, as Kaniko and Buildah read them where a flag has no value. Only an
 * argument that would steer the builder as a variable, such as a proxy, stands in the command line with its value.
 */
export function passedArguments(
  secretArguments: readonly SecretBuildArgument[],
  settings: Readonly<Record<string, string>>,
): PassedArguments {
  const isVariable = ({ name }: SecretBuildArgument): boolean => isOfNoConcern(name) && !Object.hasOwn(settings, name);
  return {
    flags: secretArguments.map((one) => `--build-arg=${one.name}${isVariable(one) ? '' : `=${one.value}`}`),
    environment: Object.fromEntries(secretArguments.filter(isVariable).map(({ name, value }) => [name, value])),
  };
}

/** All values of a build that may be neither written nor shown. */
export function secretValues(
  build: { readonly secrets: readonly BuildSecret[] } & { readonly secretArguments: readonly SecretBuildArgument[] },
): string[] {
  return [...build.secrets, ...build.secretArguments].map(({ value }) => value);
}
