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
  if (!isLookedAt({ conditions }, request)) return [];
  const values: Record<string, unknown> = {};
  const context = { ...objectsOf(request), variables: values };
  for (const { name, expression } of variables) values[name] = evaluate(expression, context);
  return rules
    .filter(({ expression }) => evaluate(expression, context) !== true)
    .map((rule) => (how === 'message' ? rule.message : String(evaluate(rule.messageExpression, context))));
}

/** Whether the rules of a policy are asked about a request at all. */
export function isLookedAt({ conditions }: Pick<Expressions, 'conditions'>, request: PodRequest): boolean {
  return conditions.every(({ expression }) => evaluate(expression, objectsOf(request)) === true);
}

/** As a request arrives: what is undefined is not there. */
function objectsOf(request: PodRequest): { readonly object: unknown; readonly oldObject: unknown } {
  const { pod, before } = JSON.parse(JSON.stringify({ before: null, ...request }));
  return { object: pod, oldObject: before };
}
