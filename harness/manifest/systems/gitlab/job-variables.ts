import { plainWritten, type Written } from '../../model/written.ts';
import type { ShellVariable } from '../../shell/shell-scope.ts';
import { type References, substitute } from '../../substitution/substitute.ts';
import { booleanAt, entriesAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';
import type { PredefinedVariable } from './predefined-variables.ts';

/** A variable as a file sets it, before those in it are replaced. */
export interface DeclaredVariable {
  readonly value: Written;
  /** Whether variables in its value are replaced. */
  readonly isExpanded: boolean;
}

/** The variables of a job, by name. */
export type JobVariables = ReadonlyMap<string, ShellVariable>;

/** The variables that a map sets: `NAME: text`, or `NAME: {value: text, expand: false}`. */
export function declaredVariables(map: YamlValue | undefined): Map<string, DeclaredVariable> {
  return new Map(
    entriesAt(map).flatMap(([name, entry]) => {
      const value = entry.kind === 'scalar' ? plainWritten(entry.text, entry.place) : writtenIn(entry, 'value');
      if (value === undefined) return [];
      return [[name, { value, isExpanded: booleanAt(entry, 'expand') !== false }] as const];
    }),
  );
}

/**
 * All variables of a job with their values. `--set` goes before what the file says, as a pipeline's and a project's own variables do
 * at GitLab; what the file says goes before what GitLab predefines.
 */
export function jobVariables(
  declared: ReadonlyMap<string, DeclaredVariable>,
  predefined: ReadonlyMap<string, PredefinedVariable>,
  set: ReadonlyMap<string, string>,
): JobVariables {
  const values = new Map<string, ShellVariable>();
  for (const [name, { value, because }] of predefined) {
    values.set(name, { value: plainWritten(value, NOWHERE), from: { kind: 'assumed', because } });
  }
  // None of them is worked out twice, however often others name it. What leads to itself is what it is without that.
  const begun = new Set(set.keys());
  for (const [name, text] of set) {
    values.set(name, { value: plainWritten(text, NOWHERE), from: { kind: 'given', option: `--set ${name}` } });
  }
  let depth = 0;
  const variableNamed = (name: string): ShellVariable | undefined => {
    const one = declared.get(name);
    if (one === undefined || begun.has(name) || depth >= DEEPEST) return values.get(name);
    begun.add(name);
    depth += 1;
    const value = one.isExpanded ? eachOnce(substitute(one.value, variableReferences(variableNamed))) : one.value;
    depth -= 1;
    values.set(name, { value, from: { kind: 'written', place: one.value.place } });
    return values.get(name);
  };
  for (const name of declared.keys()) variableNamed(name);
  return values;
}

/** How deep variables may name each other. */
const DEEPEST = 100;

const NOWHERE = { file: '', line: 1 };

/** Variables that name each other twice would double what is known of them at each level. */
function eachOnce(written: Written): Written {
  const byName = <T extends { readonly name: string }>(names: readonly T[]): T[] => [
    ...new Map(names.map((one) => [one.name, one])).values(),
  ];
  return { ...written, resolved: byName(written.resolved), unresolved: byName(written.unresolved) };
}

/** `$NAME` and `${NAME}`, as GitLab and its runner replace them where no shell does; `$$` is a dollar. */
export function variableReferences(variableNamed: (name: string) => ShellVariable | undefined): References {
  return {
    pattern: /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g,
    resolve: ([, plain, braced]) => {
      const name = plain ?? braced;
      if (name === undefined) return { kind: 'literal', text: '$' };
      const held = variableNamed(name);
      if (held === undefined) return { kind: 'unresolved', name };
      return { kind: 'text', name, value: held.value, from: held.from };
    },
  };
}
