import { Environment } from '@marcbachmann/cel-js';

/** What an expression gives. */
export type CelResult =
  | { readonly kind: 'value'; readonly value: unknown }
  /** It reads a field that the pod does not have, which is an error in a cluster as well. */
  | { readonly kind: 'missing-field'; readonly message: string }
  /** It cannot be evaluated here; a sentence. */
  | { readonly kind: 'not-known'; readonly because: string };

/** Something that an expression asks for and nobody knows here. */
export class NotKnownHere extends Error {
  override readonly name = 'NotKnownHere';
}

/** Longer ones are not read: those of published policies have less than a tenth of it. */
const LONGEST_EXPRESSION = 20_000;

const ENVIRONMENT = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
}).registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
  text.replaceAll(from, () => to),
);

/** Evaluates an expression of CEL. */
export function evaluateCel(expression: string, variables: Readonly<Record<string, unknown>>): CelResult {
  if (expression.length > LONGEST_EXPRESSION) return notKnown('The expression is too long to be read here.');
  try {
    const value: unknown = ENVIRONMENT.evaluate(expression, variables);
    return { kind: 'value', value };
  } catch (error) {
    return resultOf(error);
  }
}

function resultOf(error: unknown): CelResult {
  const notKnownHere = causes(error).find((one) => one instanceof NotKnownHere);
  if (notKnownHere !== undefined) return notKnown(notKnownHere.message);
  const { code, summary } = error as { readonly code?: string; readonly summary?: string };
  if (error instanceof RangeError) return notKnown('The expression is nested too deep to be read here.');
  if (code === undefined || summary === undefined) throw error;
  if (code === 'no_such_key') return { kind: 'missing-field', message: summary };
  if (code === 'unknown_variable') return notKnown(`The expression needs what only the cluster knows: ${summary}.`);
  return notKnown(`The expression cannot be evaluated here: ${summary}.`);
}

/** An error, and what it came of. */
function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let one = error; one instanceof Error && found.length < DEEPEST_CAUSE; one = one.cause) found.push(one);
  return found;
}

const DEEPEST_CAUSE = 20;

function notKnown(because: string): CelResult {
  return { kind: 'not-known', because };
}
