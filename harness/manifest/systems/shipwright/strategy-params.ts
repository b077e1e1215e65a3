import { plainWritten, type Written } from '../../model/written.ts';
import { at, itemsAt, writtenIn, type YamlList, type YamlMap, type YamlValue } from '../../yaml/yaml-value.ts';
import { type ParamValue, type ParamValues, paramValues } from '../tekton/param-values.ts';
import { NO_REFERENCES } from '../tekton/references.ts';
import type { StrategyUse } from './shipwright-object.ts';

/** Where Shipwright puts the files of a build. */
export const SOURCE_ROOT = '/workspace/source';

/** The parameters of a strategy: those of Shipwright itself, and its own, with what a Build and a BuildRun say. */
export function strategyParams(
  strategy: YamlValue,
  use: StrategyUse | undefined,
  set: ReadonlyMap<string, string>,
): ParamValues {
  const declared = itemsAt(strategy, 'parameters').map(withDefault);
  const used = [use?.run, use?.build].flatMap((one) => itemsAt(one, 'paramValues')).map(withValue);
  return new Map([...systemParams(strategy, use), ...paramValues(declared, used, { set, outer: NO_REFERENCES })]);
}

function systemParams(strategy: YamlValue, use: StrategyUse | undefined): [string, ParamValue][] {
  const from = { kind: 'assumed', because: 'Shipwright sets it' } as const;
  const directory = writtenIn(use?.build, 'source', 'contextDir');
  const text = (value: string): ParamValue => ({ kind: 'text', value: plainWritten(value, strategy.place), from });
  const context = directory === undefined ? SOURCE_ROOT : `${SOURCE_ROOT}/${directory.value}`;
  return [
    ['shp-source-root', text(SOURCE_ROOT)],
    [
      'shp-source-context',
      directory === undefined
        ? text(context)
        : { kind: 'text', value: { ...directory, value: context }, from: { kind: 'written', place: directory.place } },
    ],
  ];
}

/** `build.dockerfile` and `build.output.image` of the API v1alpha1. */
export function buildReferences(strategy: YamlValue, use: StrategyUse | undefined): Map<string, Written> {
  const dockerfile = writtenIn(use?.build, 'dockerfile') ?? plainWritten('Dockerfile', strategy.place);
  const image = writtenIn(use?.build, 'output', 'image');
  const context = writtenIn(use?.build, 'source', 'contextDir') ?? plainWritten('', strategy.place);
  return new Map([
    ['build.dockerfile', dockerfile],
    ['build.source.contextDir', context],
    ['build.pathContext', context],
    ...(image === undefined ? [] : ([['build.output.image', image]] as const)),
  ]);
}

/** `defaults` of a list as `default`. */
function withDefault(parameter: YamlValue): YamlValue {
  const defaults = at(parameter, 'defaults');
  return defaults === undefined ? parameter : withEntry(parameter, 'default', defaults);
}

/** `values: [{ value: a }]` as a list. What comes from a Secret or a ConfigMap has no value. */
function withValue(parameter: YamlValue): YamlValue {
  const values = at(parameter, 'values');
  if (values === undefined) return parameter;
  const { place, path, tag } = values;
  const items = itemsAt(values).flatMap((one) => at(one, 'value') ?? []);
  const list: YamlList = { place, path, tag, kind: 'list', items };
  return withEntry(parameter, 'value', list);
}

function withEntry(map: YamlValue, name: string, value: YamlValue): YamlValue {
  if (map.kind !== 'map') return map;
  const changed: YamlMap = { ...map, entries: new Map([...map.entries, [name, value]]) };
  return changed;
}
