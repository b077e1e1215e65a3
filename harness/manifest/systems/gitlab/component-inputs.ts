import type { ManifestProblem } from '../../model/problem.ts';
import type { Place } from '../../model/stated.ts';
import { at, type YamlScalar, type YamlValue } from '../../yaml/yaml-value.ts';

/** `$[[ inputs.name ]]`, with functions behind a bar. */
const INPUT = /\$\[\[\s*inputs\.([\w-]+)\s*(?:\|[^\]]*)?\]\]/g;

/** A pipeline with the inputs of its header in place. */
export interface PipelineWithInputs {
  readonly root: YamlValue;
  readonly problems: readonly ManifestProblem[];
}

/**
 * Puts the inputs of a component in the place of `$[[ inputs.name ]]`: what `--set` says, else the default of the header. An input
 * that is all of a value may be a list or a map. One without a value stays and is told.
 */
export function withInputs(
  root: YamlValue,
  { header, set }: { readonly header: YamlValue | undefined; readonly set: ReadonlyMap<string, string> },
): PipelineWithInputs {
  if (header === undefined) return { root, problems: [] };
  const missing = new Map<string, Place>();
  const inputNamed = (name: string, place: Place): YamlValue | string | undefined => {
    const value = set.get(name) ?? at(header, 'spec', 'inputs', name, 'default');
    if (value === undefined && !missing.has(name)) missing.set(name, place);
    return value;
  };
  return {
    root: replaced(root, inputNamed),
    problems: [...missing].map(([name, place]) => ({
      kind: 'limit',
      place,
      what: `The input ${name} has no default.`,
      wayOut: `Say what it is: --set ${name}=VALUE`,
    })),
  };
}

type InputNamed = (name: string, place: Place) => YamlValue | string | undefined;

function replaced(value: YamlValue, inputNamed: InputNamed): YamlValue {
  switch (value.kind) {
    case 'list':
      return { ...value, items: value.items.map((item) => replaced(item, inputNamed)) };
    case 'map': {
      const entries = [...value.entries].map(
        ([key, one]) => [textWith(key, value.place, inputNamed), replaced(one, inputNamed)] as const,
      );
      return { ...value, entries: new Map(entries) };
    }
    case 'scalar':
      return scalarWith(value, inputNamed);
  }
}

function scalarWith(scalar: YamlScalar, inputNamed: InputNamed): YamlValue {
  const [whole, name] = [...scalar.text.matchAll(INPUT)][0] ?? [];
  if (name !== undefined && whole === scalar.text) {
    const value = inputNamed(name, scalar.place);
    if (value !== undefined && typeof value !== 'string') return value;
  }
  const text = textWith(scalar.text, scalar.place, inputNamed);
  return text === scalar.text ? scalar : { ...scalar, text, value: text };
}

function textWith(text: string, place: Place, inputNamed: InputNamed): string {
  return text.replace(INPUT, (whole, name: string) => {
    const value = inputNamed(name, place);
    if (typeof value === 'string') return value;
    return value?.kind === 'scalar' ? value.text : whole;
  });
}
