import { isMap, type Json, type JsonMap, listIn, textIn, textsIn, valueIn } from './judged-pod.ts';
import { allOf, type Match, matchIf } from './match.ts';

/** Whether labels meet a selector of Kubernetes (`matchLabels`, `matchExpressions`). An empty selector takes everything. */
export function selects(selector: Json | undefined, labels: Readonly<Record<string, string>>): Match {
  const wanted = valueIn(selector, 'matchLabels');
  return allOf([
    ...Object.entries(isMap(wanted) ? wanted : {}).map(([key, value]) => matchIf(labels[key] === value)),
    ...listIn(selector, 'matchExpressions').map((one) => expressionHolds(isMap(one) ? one : {}, labels)),
  ]);
}

/** Whether a selector asks nothing. */
export function isEmptySelector(selector: Json | undefined): boolean {
  const wanted = valueIn(selector, 'matchLabels');
  return (!isMap(wanted) || Object.keys(wanted).length === 0) && listIn(selector, 'matchExpressions').length === 0;
}

/** The labels of an object. */
export function labelsOf(object: JsonMap): Record<string, string> {
  const labels = valueIn(object, 'metadata', 'labels');
  const entries = Object.entries(isMap(labels) ? labels : {});
  return Object.fromEntries(entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}

function expressionHolds(expression: JsonMap, labels: Readonly<Record<string, string>>): Match {
  const label = labels[textIn(expression, 'key') ?? ''];
  const values = textsIn(expression, 'values');
  switch (textIn(expression, 'operator')) {
    case 'In':
      return matchIf(label !== undefined && values.includes(label));
    case 'NotIn':
      return matchIf(label === undefined || !values.includes(label));
    case 'Exists':
      return matchIf(label !== undefined);
    case 'DoesNotExist':
      return matchIf(label === undefined);
    default:
      return { unknown: 'its label selector has an operator that is not known here' };
  }
}
