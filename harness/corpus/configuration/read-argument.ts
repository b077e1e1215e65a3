import { readFile } from 'node:fs/promises';
import { HarnessError, messageOf } from '../../errors.ts';
import type { SecretArgument } from '../../vocabulary/configuration-sources.ts';
import { parseCaseSettings } from '../case-settings.ts';
import { checkedValue } from './read-secret.ts';

/** Where values are that are kept nowhere. */
export interface ValueSources {
  /** The variables of this program's environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The build arguments of the command line. */
  readonly givenArguments: Readonly<Record<string, string>>;
}

/** A secret build argument with its value, which is never to be written or shown. */
export interface ArgumentValue {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads the value of a secret build argument. A stand-in has the same value on every machine.
 *
 * @throws HarnessError BAD_CONFIGURATION, which never holds a part of the value.
 */
export async function readArgument({ name, from }: SecretArgument, sources: ValueSources): Promise<ArgumentValue> {
  const { environment, givenArguments } = sources;
  switch (from.kind) {
    case 'stand-in':
      return { name, value: `kaniko-caps-stand-in-for-${name}` };
    case 'environment': {
      const value = environment[from.name] ?? missing(name, `the variable ${from.name} is not set`);
      return { name, value: checkedValue(`build argument ${name}`, value, 'Give another value.') };
    }
    case 'command-line': {
      const why = `it was given with --build-arg, and looks like a secret, so that it was not kept`;
      return { name, value: givenArguments[name] ?? environment[name] ?? missing(name, why) };
    }
    case 'case-settings':
      return {
        name,
        value: (await argumentsIn(from.path, name))[name] ?? missing(name, `it is no more in ${from.path}`),
      };
  }
}

async function argumentsIn(path: string, name: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => missing(name, messageOf(thrown)));
  return parseCaseSettings(text, path)?.buildArguments ?? {};
}

function missing(name: string, why: string): never {
  throw new HarnessError('BAD_CONFIGURATION', `There is no value for the build argument ${name}: ${why}`, {
    hint: `Set the variable ${name} to its value and run the command again.`,
  });
}
