import { safeText } from '../../../text/plain-text.ts';
import type { Configuration } from '../../../vocabulary/configuration.ts';
import { shellWord } from '../../blocks/run/command-text.ts';

/** What a generated command says of the build itself: an example to be replaced, as no policy depends on it. */
export const DESTINATION = 'registry.example/your/image:tag';

/** Where the build context is mounted where no trial tells. */
const WORKSPACE = '/workspace';

/** Where Kaniko looks for `config.json`, the credentials for registries (its images set DOCKER_CONFIG to it). */
export const CREDENTIALS_DIRECTORY = '/kaniko/.docker';

/** The directory in the container in which a policy has its context. */
export function contextPathOf({ context }: Configuration): string {
  return context.kind === 'dir' ? context.path : WORKSPACE;
}

/** The arguments of an executor that finds its context there, with the flags that were proven. */
export function kanikoArguments(
  configuration: Configuration,
  {
    context = `dir://${contextPathOf(configuration)}`,
    destination = DESTINATION,
  }: Partial<Record<'context' | 'destination', string>> = {},
): string[] {
  return [
    `--context=${context}`,
    '--dockerfile=Dockerfile',
    `--destination=${destination}`,
    ...provenFlags(configuration),
  ];
}

/** The flags beyond those of every build. */
export function provenFlags({ cache, builderFlags }: Configuration): string[] {
  const hasCache = builderFlags.some((flag) => /^--cache(=|$)/.test(flag));
  return [...(cache === 'off' || hasCache ? [] : ['--cache=true']), ...builderFlags];
}

/** An argument of the executor as a word of a shell; it stands behind the image, so that Docker does not read it as its own. */
export function argumentWord(text: string): string {
  return /^--[\w@%+=:,./-]+$/.test(text) ? text : shellWord(safeText(text));
}

/** Kubernetes replaces `$(NAME)` in arguments and in values of the environment; `$$(` stands for itself. */
export function kubernetesText(text: string): string {
  return text.replaceAll('$(', '$$$$(');
}

/** The environment of a container as Kubernetes reads it; nothing without any variable. */
export function kubernetesEnvironment({ builderEnvironment }: Configuration): {
  readonly env?: readonly { readonly name: string; readonly value: string }[];
} {
  const env = Object.entries(builderEnvironment).map(([name, value]) => ({ name, value: kubernetesText(value) }));
  return env.length === 0 ? {} : { env };
}

/** What is said beside the first of them. */
export const ARGUMENTS_REMARK = 'an example; use your own context and destination';

/** The same where a manifest mounts the context; it is not what was tried where the trials had a tar. */
export function mountedRemark({ context }: Configuration): string {
  return context.kind === 'dir' ? ARGUMENTS_REMARK : `${ARGUMENTS_REMARK}. The trials had the context as a tar`;
}
