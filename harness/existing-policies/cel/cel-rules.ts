import type { Place } from '../../manifest/model/stated.ts';
import { at, itemsAt, textAt, type YamlValue } from '../../manifest/yaml/yaml-value.ts';
import { ADMITS, breaks, notJudged, type PolicyRule, type RuleAnswer } from '../model/existing-policy.ts';
import type { JudgedPod } from '../model/judged-pod.ts';
import { allOf, answerWhere, type Match, matchIf } from '../model/match.ts';
import { admissionVariables, type CelVariable } from './admission-variables.ts';
import { evaluateCel } from './evaluate.ts';

/** A condition that a pod has to meet. */
export interface CelValidation {
  readonly expression: string;
  readonly message: string | undefined;
  readonly messageExpression: string | undefined;
  readonly place: Place;
}

/** What the expressions of a policy are about, and what they demand. */
export interface CelPolicy {
  readonly conditions: readonly string[];
  readonly variables: readonly CelVariable[];
  readonly validations: readonly CelValidation[];
  /** Whether a pod is let in where an expression fails. */
  readonly ignoresFailures: boolean;
  /** Which pods it is about, besides its conditions. */
  readonly match: (pod: JudgedPod) => Match;
}

/** One rule for each validation. */
export function celRules(
  policy: CelPolicy,
  { name, effect }: { readonly name: string; readonly effect: PolicyRule['effect'] },
): PolicyRule[] {
  return policy.validations.map((validation, index) => ({
    name: policy.validations.length === 1 ? name : `${name}, expression ${index + 1}`,
    place: validation.place,
    effect,
    judge: (pod) => answerWhere(matchOf(policy, pod), () => validate(validation, policy, pod)),
  }));
}

/** The expressions of a list of maps, as `matchConditions` has them. */
export function expressionsIn(value: YamlValue | undefined, ...path: readonly string[]): string[] {
  return itemsAt(value, ...path).flatMap((one) => textAt(one, 'expression') ?? []);
}

/** The variables of such a list. */
export function variablesIn(value: YamlValue | undefined, ...path: readonly string[]): CelVariable[] {
  return itemsAt(value, ...path).map((one) => ({
    name: textAt(one, 'name') ?? '',
    expression: textAt(one, 'expression') ?? '',
  }));
}

/** The validations of such a list; `message` is said where one has none of its own. */
export function validationsIn(
  value: YamlValue | undefined,
  path: readonly string[],
  message?: string,
): CelValidation[] {
  return itemsAt(value, ...path).map((one) => ({
    expression: textAt(one, 'expression') ?? '',
    message: textAt(one, 'message') ?? message,
    messageExpression: textAt(one, 'messageExpression'),
    place: (at(one, 'expression') ?? one).place,
  }));
}

function matchOf({ conditions, ignoresFailures, match }: CelPolicy, pod: JudgedPod): Match {
  const known = match(pod);
  if (known === 'no') return 'no';
  const variables = admissionVariables(pod, []);
  return allOf([
    known,
    ...conditions.map((expression): Match => {
      const result = evaluateCel(expression, variables);
      if (result.kind === 'value') return matchIf(result.value === true);
      // Where a condition fails, the whole request does, unless failures are ignored.
      if (result.kind === 'missing-field') return ignoresFailures ? 'no' : 'yes';
      return { unknown: lowered(result.because) };
    }),
  ]);
}

function validate(validation: CelValidation, policy: CelPolicy, pod: JudgedPod): RuleAnswer {
  const variables = admissionVariables(pod, policy.variables);
  const result = evaluateCel(validation.expression, variables);
  if (result.kind === 'not-known') return notJudged(result.because);
  if (result.kind === 'missing-field') {
    return policy.ignoresFailures ? ADMITS : breaks(`The expression fails: ${result.message}.`);
  }
  if (typeof result.value !== 'boolean') return notJudged('The expression gives neither true nor false.');
  return result.value ? ADMITS : breaks(messageOf(validation, variables));
}

function messageOf(
  { message, messageExpression, expression }: CelValidation,
  variables: Readonly<Record<string, unknown>>,
): string {
  if (messageExpression !== undefined) {
    const said = evaluateCel(messageExpression, variables);
    if (said.kind === 'value' && typeof said.value === 'string' && said.value.trim() !== '') return said.value.trim();
  }
  return message?.trim() ?? `It does not hold: ${expression.trim()}`;
}

function lowered(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}
