import { HarnessError } from '../../../errors.ts';
import { CLUSTER_VARIABLES } from '../../cluster-variables.ts';

/** Which cluster is meant, and what of it is used. */
export interface ClusterChoice {
  /** Null for the current context. */
  readonly context: string | null;
  /** Null for the namespace of the context, else `default`. */
  readonly namespace: string | null;
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Whether each pod has a user namespace of its own: `hostUsers: false`. */
  readonly userNamespace: boolean;
}

/**
 * Reads what the environment chooses.
 *
 * @throws HarnessError ENGINE_CHOICE for a node selector that is none, and for another word than `true` or `false`.
 */
export function clusterChoiceOf(environment: Readonly<Record<string, string | undefined>>): ClusterChoice {
  return {
    context: environment[CLUSTER_VARIABLES.context] || null,
    namespace: environment[CLUSTER_VARIABLES.namespace] || null,
    nodeSelector: nodeSelectorOf(environment[CLUSTER_VARIABLES.nodeSelector] ?? ''),
    userNamespace: isTrue(CLUSTER_VARIABLES.userNamespace, environment[CLUSTER_VARIABLES.userNamespace] || 'false'),
  };
}

function isTrue(variable: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new HarnessError('ENGINE_CHOICE', `${variable} is ${text}, which is neither true nor false`, {
    hint: 'Set it to true or false, or unset it.',
  });
}

function nodeSelectorOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text
      .split(',')
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [name = '', value] = part.trim().split('=', 2);
        if (name !== '' && value !== undefined) return [name, value];
        throw new HarnessError('ENGINE_CHOICE', `Cannot understand the node selector ${text}`, {
          hint: 'Give labels as NAME=VALUE, with a comma between two of them.',
        });
      }),
  );
}
