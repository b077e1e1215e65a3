import { passedArguments, secretEnvironment } from '../../builders/build-secret.ts';
import type { Builder } from '../../builders/builder.ts';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../engine/container-setup.ts';

/** A builder for the scripted engine: what it writes is its failure's message, `infrastructure: ...` if it is not the build's. */
export function scriptedBuilder(changes: Partial<Builder> = {}): Builder {
  return {
    identity: {
      kind: 'kaniko',
      reference: 'executor:v1',
      version: 'v1.24.0',
      repository: 'github.com/GoogleContainerTools/kaniko',
      imageDigest: `sha256:${'e'.repeat(64)}`,
      binarySha256: null,
    },
    image: 'executor:v1',
    needs: { ...PLAIN_SETUP, capabilities: EMPTY_SET },
    takesSecrets: true,
    ownProcesses: [],
    keepsProgram: true,
    pushedDigest: () => null,
    redirectedHosts: () => [],
    checkSettings: async () => [],
    invocation: ({ registry, destination, cache, secrets, secretArguments }) => ({
      command: [
        '/kaniko/executor',
        `${registry}/${destination}`,
        ...(cache === null ? [] : [`${registry}/${cache.repository}`]),
      ],
      environment: { ...passedArguments(secretArguments, {}).environment, ...secretEnvironment(secrets) },
    }),
    keepsLayers: true,
    cacheFault: (log) => /cache fault: .*/.exec(log)?.[0],
    isBuilder: ({ name }) => name === 'executor',
    readFailure: (_exitCode, log) => {
      const message = log.trim();
      if (message.startsWith('infrastructure: ')) return { kind: 'infrastructure', class: 'registry', message };
      return { kind: 'build', failure: { phase: 'instruction', instruction: null, message, signature: message } };
    },
    ...changes,
  };
}
