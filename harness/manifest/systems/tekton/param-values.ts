import { givenBy, type Origin } from '../../model/stated.ts';
import { plainWritten, type Written } from '../../model/written.ts';
import { type References, substitute } from '../../substitution/substitute.ts';
import { at, entriesAt, itemsAt, textAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';

/** What a parameter stands for, and where that comes from. */
export type ParamValue = (
  | { readonly kind: 'text'; readonly value: Written }
  | { readonly kind: 'list'; readonly values: readonly Written[] }
  | { readonly kind: 'object'; readonly values: ReadonlyMap<string, Written> }
) & { readonly from: Origin };

/** The parameters of a task, a pipeline or a StepAction that have a value, by name. */
export type ParamValues = ReadonlyMap<string, ParamValue>;

/**
 * The values of declared parameters: what `--set` says goes first, then what whoever uses the task gives, then the default. Names in
 * given values are of the user's own scope (`outer`).
 */
export function paramValues(
  declared: readonly YamlValue[],
  used: readonly YamlValue[],
  { set, outer }: { readonly set: ReadonlyMap<string, string>; readonly outer: References },
): ParamValues {
  const names = [...new Set([...declared, ...used].flatMap((one) => textAt(one, 'name') ?? []))];
  return new Map(
    names.flatMap((name) => {
      const value = valueOfParam(name, { declared, used, set, outer });
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function valueOfParam(
  name: string,
  {
    declared,
    used,
    set,
    outer,
  }: {
    readonly declared: readonly YamlValue[];
    readonly used: readonly YamlValue[];
    readonly set: ReadonlyMap<string, string>;
    readonly outer: References;
  },
): ParamValue | undefined {
  const byName = (one: YamlValue): boolean => textAt(one, 'name') === name;
  const declaration = declared.find(byName);
  const given = set.get(name);
  if (given !== undefined) return givenValue(name, given, textAt(declaration, 'type'));
  const value = at(used.find(byName), 'value');
  if (value !== undefined) return readValue(value, outer);
  const standard = at(declaration, 'default');
  return standard === undefined ? undefined : readValue(standard, undefined);
}

/** A list is given with commas between its members. */
function givenValue(name: string, given: string, type: string | undefined): ParamValue {
  const { from } = givenBy(given, `--set ${name}`);
  const place = { file: `--set ${name}`, line: 1 };
  if (type !== 'array') return { kind: 'text', value: plainWritten(given, place), from };
  const members = given === '' ? [] : given.split(',');
  return { kind: 'list', values: members.map((member) => plainWritten(member, place)), from };
}

function readValue(value: YamlValue, outer: References | undefined): ParamValue {
  const from: Origin = { kind: 'written', place: value.place };
  const text = (one: YamlValue): Written => {
    const written = writtenIn(one) ?? plainWritten('', one.place);
    return outer === undefined ? written : substitute(written, outer);
  };
  if (value.kind === 'list') return { kind: 'list', values: itemsAt(value).map(text), from };
  if (value.kind === 'map') {
    return { kind: 'object', values: new Map(entriesAt(value).map(([key, one]) => [key, text(one)])), from };
  }
  return { kind: 'text', value: text(value), from };
}
