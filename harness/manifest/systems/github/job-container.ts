import { dockerMount, shortMount, sourceAsWritten } from '../../docker/docker-mounts.ts';
import { readDockerOptions } from '../../docker/docker-options.ts';
import { dockerRuntime, dockerSecurity, privilegesOfOptions } from '../../docker/docker-security.ts';
import type { Mount } from '../../model/executor-step.ts';
import type { DeclaredSecurity } from '../../model/security.ts';
import { assumed } from '../../model/stated.ts';
import type { Written } from '../../model/written.ts';
import { GITHUB_WORDS, splitWords } from '../../substitution/split-words.ts';
import { substitute } from '../../substitution/substitute.ts';
import { writtenIn, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';
import { type StepScope, stepVariables } from './job-scope.ts';

/** Where it mounts it into the container of a job, below the name of the repository. */
export const JOBS_WORKSPACE = '/__w/repository/repository';

/** Why the defaults of Docker hold. */
export const RUNNERS_DOCKER = 'the runner starts containers with it';

/** The words of an option or of `args`, as the runner splits them. */
export function runnersWords(written: Written): Written[] {
  return splitWords({ ...written, value: written.value.trim() }, GITHUB_WORDS);
}

/** The directories that `volumes` of the container of a job name. */
export function volumesOf(container: YamlValue): Mount[] {
  return writtenList(container, 'volumes').flatMap((word) => {
    const told = shortMount(word);
    return told === undefined ? [] : [dockerMount(told, sourceAsWritten)];
  });
}

/** What the `options` of the container of a job grant. */
export function securityOfJob(scope: StepScope): DeclaredSecurity {
  const { container, around } = scope;
  const { references } = stepVariables(undefined, scope);
  const written = writtenIn(container, 'options');
  const words = written === undefined ? [] : runnersWords(substitute(written, references));
  return dockerSecurity(
    privilegesOfOptions(readDockerOptions(words).options, dockerRuntime(around.given, 'docker', RUNNERS_DOCKER)),
  );
}

/** The checkout of a job in a container runs in that container. */
export function checkoutInContainer({ user }: DeclaredSecurity): Mount['owner'] {
  const uid = user.value?.id ?? 0;
  return assumed({ uid, gid: user.value?.groupId ?? 0 }, 'the checkout of the job runs in its container, as its user');
}
