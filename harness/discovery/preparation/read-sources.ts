import { type ArgumentValue, readArgument, type ValueSources } from '../../corpus/configuration/read-argument.ts';
import { readSecret, type Secret } from '../../corpus/configuration/read-secret.ts';
import { readSeccompFile } from '../../corpus/configuration/seccomp-profile.ts';
import type { SeccompProfile } from '../../engine/container-setup.ts';
import { HarnessError } from '../../errors.ts';
import type { Case } from '../../vocabulary/case.ts';

/** What this machine has of what a configuration names. */
export interface ReadSources {
  readonly seccomp: SeccompProfile;
  readonly secrets: readonly Secret[];
  readonly secretArguments: readonly ArgumentValue[];
}

/**
 * Reads the seccomp profile, the secrets and the secret build arguments of a case. A resumed run finds them where the plan says.
 *
 * @throws HarnessError BAD_CONFIGURATION for what cannot be read, RUN_CHANGED for a profile that is not the planned one.
 */
export async function readSources(
  one: Pick<Case, 'configuration' | 'sources' | 'secretArguments'>,
  values: ValueSources,
): Promise<ReadSources> {
  const { seccompFile, secrets } = one.sources;
  return {
    secrets: await Promise.all(secrets.map((source) => readSecret(source, values.environment))),
    secretArguments: await Promise.all(one.secretArguments.map((argument) => readArgument(argument, values))),
    seccomp: await readSeccomp(one.configuration.seccomp, seccompFile),
  };
}

async function readSeccomp(planned: Case['configuration']['seccomp'], file: string | null): Promise<SeccompProfile> {
  if (typeof planned === 'string') return planned;
  const { json, sha256 } = await readSeccompFile(file ?? planned.name);
  if (sha256 === planned.sha256) return { name: planned.name, json };
  throw new HarnessError('RUN_CHANGED', `The seccomp profile ${planned.name} changed since the run began`, {
    hint: 'Start a new run: trials before and after cannot be compared.',
  });
}
