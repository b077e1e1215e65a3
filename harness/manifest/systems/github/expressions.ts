import { plainWritten, type Written } from '../../model/written.ts';
import {
  givenReplacement,
  type References,
  type Replacement,
  writtenReplacement,
} from '../../substitution/substitute.ts';

/** What expressions stand for, by their whole text: `env.TAG`, `inputs.version`, `matrix.image`, `github.workspace`. */
export type ExpressionValues = ReadonlyMap<string, Written>;

/** `github.event.inputs.x` is `inputs.x`. */
const INPUTS = /^github\.event\.inputs\./;

/** A name in an expression, also as `env['TAG']`. */
const NAME = /^[A-Za-z_][\w-]*(?:\.[\w-]+|\['[^']+'\])+$/;

const LITERAL = /^'((?:[^']|'')*)'$/;

/**
 * `${{ … }}` of a workflow: names, texts, and `NAME || 'default'`. A function or an operator is for the runner alone: `--set` gives such an
 * expression a value under its whole text.
 */
export function githubReferences(values: ExpressionValues, set: ReadonlyMap<string, string>): References {
  return {
    pattern: /\$\{\{([^{}\n]*)\}\}/g,
    resolve: ([, text = '']) => evaluate(text.trim(), { values, set }),
  };
}

interface Known {
  readonly values: ExpressionValues;
  readonly set: ReadonlyMap<string, string>;
}

function evaluate(text: string, known: Known): Replacement {
  const parts = text.split('||').map((part) => part.trim());
  for (const part of parts) {
    const found = operand(part, known);
    const isLast = part === parts.at(-1);
    // What has no value is empty only for whoever runs the workflow, so the default behind it is not taken for it.
    if (found.kind === 'unresolved') return { kind: 'unresolved', name: parts.length === 1 ? found.name : text };
    if (isLast || (found.kind === 'text' ? found.value.value : found.text) !== '') return found;
  }
  return { kind: 'unresolved', name: text };
}

function operand(text: string, { values, set }: Known): Replacement {
  const [, literal] = LITERAL.exec(text) ?? [];
  if (literal !== undefined) return { kind: 'literal', text: literal.replaceAll("''", "'") };
  if (!NAME.test(text)) return givenOr(text, set);
  const name = text.replace(/\['([^']+)'\]/g, '.$1').replace(INPUTS, 'inputs.');
  const short = name.slice(name.indexOf('.') + 1);
  const given = set.get(name) ?? set.get(short);
  if (given !== undefined) return givenReplacement(name, given);
  const value = values.get(name);
  return value === undefined ? { kind: 'unresolved', name } : writtenReplacement(name, value);
}

function givenOr(text: string, set: ReadonlyMap<string, string>): Replacement {
  const given = set.get(text);
  return given === undefined ? { kind: 'unresolved', name: text } : givenReplacement(text, given);
}

/** A directory that the runner chooses, as a value of an expression. */
export function directoryValue(path: string, file: string): Written {
  return plainWritten(path, { file, line: 1 });
}
