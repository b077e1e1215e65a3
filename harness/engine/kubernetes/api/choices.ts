import { HarnessError } from '../../../errors.ts';
import { CLUSTER_VARIABLES } from '../../cluster-variables.ts';

/** Which cluster is meant, and what of it is used. */
export interface ClusterChoice {
  /** Null for the current context. */
  readonly context: string | null;
  /** Null for the namespace of the context, else `default`. */
  readonly namespace: string | null;
  readonly nodeSelector: Readonly<Record<string, string>>;
}

/**
 * Reads what the environment chooses.
 *
 * @throws HarnessError ENGINE_CHOICE for a node selector that is none.
 */
export function clusterChoiceOf(environment: Readonly<Record<string, string | undefined>>): ClusterChoice {
  return {
    context: environment[CLUSTER_VARIABLES.context] || null,
    namespace: environment[CLUSTER_VARIABLES.namespace] || null,
    nodeSelector: nodeSelectorOf(environment[CLUSTER_VARIABLES.nodeSelector] ?? ''),
  };
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
