import jmespath from 'jmespath';
import { isMap, type Json, type JsonMap } from '../model/judged-pod.ts';

/** What the variables of a Kyverno policy stand for. */
export interface KyvernoContext {
  /** `request`, and within a `foreach` `element` and `elementIndex`. */
  readonly values: JsonMap;
  /** Whether the namespace of the pod is known. */
  readonly knowsNamespace: boolean;
}

/** A value with its variables replaced, or why that cannot be done here, in a sentence. */
export type Substituted = { readonly value: Json } | { readonly because: string };

const VARIABLE = /\{\{((?:[^{}]|\{[^{}]*\})*)\}\}/g;

/** Replaces the variables (`{{ … }}`) of a value. */
export function substitute(value: Json, context: KyvernoContext): Substituted {
  if (typeof value === 'string') return substituteText(value, context);
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const made = substitute(item, context);
      if ('because' in made) return made;
      items.push(made.value);
    }
    return { value: items };
  }
  if (!isMap(value)) return { value };
  const entries: [string, Json][] = [];
  for (const [key, below] of Object.entries(value)) {
    const made = substitute(below ?? null, context);
    if ('because' in made) return made;
    if (key.includes('{{')) return { because: `A variable stands in a key: ${key}.` };
    entries.push([key, made.value]);
  }
  return { value: Object.fromEntries(entries) };
}

/** What a query gives; null where the pod has no such field. */
export function query(expression: string, context: KyvernoContext): Substituted {
  const asked = expression.trim();
  try {
    const unknown = unknownIn(treeOf(asked), context);
    if (unknown !== undefined) return { because: unknown };
    return { value: (jmespath.search(context.values, asked) ?? null) as Json };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { because: `{{ ${asked} }} cannot be evaluated here: ${error.message}.` };
  }
}

function substituteText(text: string, context: KyvernoContext): Substituted {
  const found = [...text.matchAll(VARIABLE)];
  const [only] = found;
  if (only === undefined) {
    return /\{\{|\$\(/.test(text) ? { because: `${text} is a reference that is not read here.` } : { value: text };
  }
  let made = text;
  for (const [whole, expression = ''] of found) {
    const result = query(expression, context);
    if ('because' in result) return result;
    if (result.value === null) return { because: `The pod has nothing at {{ ${expression.trim()} }}.` };
    if (whole === text) return result;
    const { value } = result;
    made = made.replace(whole, () => (typeof value === 'string' ? value : JSON.stringify(value)));
  }
  return { value: made };
}

/** Its types leave this function out. */
function treeOf(expression: string): Node {
  return (jmespath as unknown as { compile(text: string): Node }).compile(expression);
}

/** A node of the tree that jmespath.js makes of an expression. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly children?: readonly Node[];
  readonly value?: Node;
}

const KNOWN_ROOTS = ['request', 'element', 'elementIndex'];

/** What of a pod's request is known besides the pod itself. */
const KNOWN_OF_REQUEST = ['object', 'operation', 'oldObject', 'kind'];

/** What an expression asks for that is not known here: else a missing value would be taken for an empty one. */
function unknownIn(node: Node, context: KyvernoContext): string | undefined {
  for (const [root, second, third, fourth] of pathsOf(node)) {
    if (root === undefined) continue;
    const asked = [root, second].filter((name) => name !== undefined).join('.');
    if (!KNOWN_ROOTS.includes(root)) return `It needs ${root}, which only the cluster knows.`;
    if (!Object.hasOwn(context.values, root)) return `It needs ${root}, which is not there.`;
    if (root !== 'request') continue;
    const isNamespace = second === 'namespace' || (third === 'metadata' && fourth === 'namespace');
    if (isNamespace && !context.knowsNamespace) return 'It asks for the namespace of the pod, and nothing says it.';
    if (second !== 'namespace' && !KNOWN_OF_REQUEST.includes(second ?? ''))
      return `It needs ${asked}, which only the cluster knows.`;
  }
  return undefined;
}

/** The names that an expression begins with, each as far as it is plain. */
function pathsOf(node: Node): string[][] {
  const [left, right] = node.children ?? [];
  if (node.type === 'Field') return [[node.name ?? '']];
  if (node.type === 'Literal' || node.type === 'ExpressionReference') return [];
  if (node.type === 'Subexpression' && left !== undefined) {
    const paths = pathsOf(left);
    const more = right?.type === 'Field' ? [right.name ?? ''] : [];
    return paths.map((path) => [...path, ...more]);
  }
  if (FROM_THE_LEFT.has(node.type)) return left === undefined ? [] : pathsOf(left);
  const below = [...(node.children ?? []), ...(node.type === 'KeyValuePair' && node.value ? [node.value] : [])];
  return below.flatMap(pathsOf);
}

/** Their other parts are about what the first one gives. */
const FROM_THE_LEFT: ReadonlySet<string> = new Set([
  'IndexExpression',
  'Projection',
  'ValueProjection',
  'FilterProjection',
  'Pipe',
  'Flatten',
  'Slice',
]);
