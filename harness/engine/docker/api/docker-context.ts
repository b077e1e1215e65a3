import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { HarnessError } from '../../../errors.ts';
import { configDirectory, type Environment, readClientJson } from './client-files.ts';
import { type TlsSettings, tlsSettingsIn } from './tls-settings.ts';

/** A context that a user chose, and what chose it. */
export interface ChosenContext {
  readonly name: string;
  /** `DOCKER_CONTEXT`, `--host`, ... */
  readonly chosenBy: string;
}

/** The context that the environment chooses; undefined for the one named `default`, which is no context at all. */
export function contextIn(environment: Environment): ChosenContext | undefined {
  const { DOCKER_CONTEXT } = environment;
  if (DOCKER_CONTEXT) {
    return DOCKER_CONTEXT === 'default' ? undefined : { name: DOCKER_CONTEXT, chosenBy: 'DOCKER_CONTEXT' };
  }
  const path = join(configDirectory(environment), 'config.json');
  const { currentContext } = readClientJson<{ currentContext?: string }>(path) ?? {};
  if (!currentContext || currentContext === 'default') return undefined;
  return { name: currentContext, chosenBy: `currentContext of ${path}` };
}

/** What is of use in a context's `meta.json`. */
interface ContextMetadata {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string; readonly SkipTLSVerify?: boolean } };
}

/**
 * Where the engine of a context is, and the certificates that the context keeps for it.
 *
 * @throws HarnessError ENGINE_CHOICE if there is no such context, or it names no engine.
 */
export function readContext(
  { name, chosenBy }: ChosenContext,
  environment: Environment,
): { readonly host: string; readonly tls: TlsSettings | undefined } {
  const contexts = join(configDirectory(environment), 'contexts');
  const id = createHash('sha256').update(name).digest('hex');
  const { Host, SkipTLSVerify } =
    readClientJson<ContextMetadata>(join(contexts, 'meta', id, 'meta.json'))?.Endpoints?.docker ?? {};
  if (!Host) {
    throw new HarnessError('ENGINE_CHOICE', `The Docker context "${name}" (from ${chosenBy}) has no usable endpoint`, {
      hint:
        chosenBy === '--host'
          ? '`docker context ls` lists the contexts; name one of them, or give the address of the engine.'
          : '`docker context ls` lists the contexts; set DOCKER_CONTEXT to one of them, or set DOCKER_HOST.',
    });
  }
  const verify = SkipTLSVerify !== true;
  const settings = tlsSettingsIn(join(contexts, 'tls', id, 'docker'), verify);
  const hasNone = settings.ca === undefined && settings.cert === undefined && settings.key === undefined;
  return { host: Host, tls: hasNone && verify ? undefined : settings };
}
