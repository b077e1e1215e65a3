import { evaluate } from '@marcbachmann/cel-js';
import { parseAllDocuments } from 'yaml';
import type { PodRequest } from './policy-pod.ts';

/** The expressions of a policy, as they stand in what is written. */
interface Expressions {
  readonly conditions: readonly { readonly name: string; readonly expression: string }[];
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly rules: readonly {
    readonly expression: string;
    readonly message: string;
    readonly messageExpression: string;
  }[];
}

/** The expressions of a ValidatingAdmissionPolicy or of a ClusterPolicy of Kyverno. */
export function expressionsOf(yaml: string): Expressions {
  const [first = { kind: undefined, spec: undefined }] = parseAllDocuments(yaml).map((document) => document.toJS());
  const { kind, spec } = first;
  if (kind === 'ValidatingAdmissionPolicy') {
    return { conditions: spec.matchConditions, variables: spec.variables, rules: spec.validations };
  }
  const [{ celPreconditions, validate }] = spec.rules;
  return { conditions: celPreconditions, variables: validate.cel.variables, rules: validate.cel.expressions };
}

/** What is said to a request: the messages of the rules that it breaks. `how` takes either of the two texts of a rule. */
export function answerOf(
  { conditions, variables, rules }: Expressions,
  request: PodRequest,
  how: 'message' | 'messageExpression' = 'message',
): string[] {
  // As a request arrives: what is undefined is not there.
  const { pod, before } = JSON.parse(JSON.stringify({ before: null, ...request }));
  const values: Record<string, unknown> = {};
  const context = { object: pod, oldObject: before, variables: values };
  if (!conditions.every(({ expression }) => evaluate(expression, context) === true)) return [];
  for (const { name, expression } of variables) values[name] = evaluate(expression, context);
  return rules
    .filter(({ expression }) => evaluate(expression, context) !== true)
    .map((rule) => (how === 'message' ? rule.message : String(evaluate(rule.messageExpression, context))));
}
