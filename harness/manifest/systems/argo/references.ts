import type { Written } from '../../model/written.ts';
import {
  givenReplacement,
  type References,
  type Replacement,
  writtenReplacement,
} from '../../substitution/substitute.ts';

/** What tags stand for, by their whole text: `inputs.parameters.image`, `workflow.parameters.tag`, `item`. */
export type TagValues = ReadonlyMap<string, Written>;

/**
 * `{{…}}` of a workflow. `--set` takes the whole text, and the name alone for a parameter: that of a workflow as `argo submit -p`
 * does, that of a template where nothing else gives it a value.
 */
export function argoReferences(values: TagValues, set: ReadonlyMap<string, string>): References {
  return {
    pattern: /\{\{([^{}\n]*)\}\}/g,
    resolve: ([, text = '']) => replacement(text.trim(), values, set),
  };
}

const PARAMETER = /^(workflow|inputs)\.parameters\.(.+)$/;

function replacement(tag: string, values: TagValues, set: ReadonlyMap<string, string>): Replacement {
  const [, scope, name = ''] = PARAMETER.exec(tag) ?? [];
  const whole = set.get(tag);
  if (whole !== undefined) return givenReplacement(tag, whole);
  const short = set.get(name);
  if (scope === 'workflow' && short !== undefined) return givenReplacement(name, short);
  const value = values.get(tag);
  if (value !== undefined) return writtenReplacement(scope === undefined ? tag : name, value);
  return short === undefined
    ? { kind: 'unresolved', name: scope === undefined ? tag : name }
    : givenReplacement(name, short);
}
