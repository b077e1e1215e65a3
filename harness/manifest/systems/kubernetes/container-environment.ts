import type { EnvironmentVariable } from '../../model/executor-step.ts';
import { plainWritten, type Written } from '../../model/written.ts';
import { givenReplacement, type References, substitute, writtenReplacement } from '../../substitution/substitute.ts';
import { at, itemsAt, textAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';

/**
 * The variables of a container. `$(NAME)` in a value is one of those before it. What comes from a Secret, a ConfigMap or the pod
 * itself has a value only where `--set` gives one.
 */
export function containerEnvironment(container: YamlValue, given: ReadonlyMap<string, string>): EnvironmentVariable[] {
  const variables: EnvironmentVariable[] = [];
  for (const item of itemsAt(container, 'env')) {
    const name = textAt(item, 'name');
    if (name === undefined) continue;
    variables.push({ name, value: variableValue(item, name, { variables, given }), place: item.place });
  }
  return variables;
}

function variableValue(
  item: YamlValue,
  name: string,
  known: { readonly variables: readonly EnvironmentVariable[]; readonly given: ReadonlyMap<string, string> },
): Written | undefined {
  if (at(item, 'valueFrom') !== undefined) {
    const value = known.given.get(name);
    return value === undefined ? undefined : plainWritten(value, item.place);
  }
  const value = writtenIn(item, 'value') ?? plainWritten('', item.place);
  return substitute(value, kubernetesReferences(known.variables, known.given));
}

/**
 * `$(NAME)` in `command`, `args` and `env`, as the kubelet reads them (k8s.io/kubernetes/third_party/forked/golang/expansion): `$$` is a
 * dollar, and a name that is no variable of the container stays as it stands.
 */
export function kubernetesReferences(
  variables: readonly EnvironmentVariable[],
  given: ReadonlyMap<string, string>,
): References {
  return {
    pattern: /\$(?:\$|\(([^()\s]+)\))/g,
    resolve: ([whole, name]) => {
      if (name === undefined) return { kind: 'literal', text: '$' };
      const variable = variables.findLast((one) => one.name === name);
      if (variable?.value !== undefined) return writtenReplacement(name, variable.value);
      const value = given.get(name);
      if (value !== undefined) return givenReplacement(name, value);
      return variable === undefined && /[^\w.-]/.test(name)
        ? { kind: 'literal', text: whole }
        : { kind: 'unresolved', name };
    },
  };
}
