import { isDeepStrictEqual } from 'node:util';
import { type Configuration, DEFAULT_CONFIGURATION } from './configuration.ts';

/** The name of one setting of a configuration: `context.owner`, `builderFlags`. */
export type SettingName = `context.${keyof Configuration['context']}` | Exclude<keyof Configuration, 'context'>;

/** The settings of a configuration, each by its name. The path of a context has an effect only where a directory is mounted. */
export function settingsOf({ context, ...others }: Configuration): ReadonlyMap<SettingName, unknown> {
  const { path, ...delivery } = context;
  const ofContext = context.kind === 'dir' ? { ...delivery, path } : delivery;
  return new Map<SettingName, unknown>([
    ...Object.entries(ofContext).map(([name, value]) => [`context.${name}` as SettingName, value] as const),
    ...Object.entries(others).map(([name, value]) => [name as SettingName, value] as const),
  ]);
}

/** The settings in which two configurations differ. Where the contexts arrive in different ways, their paths do not count. */
export function differingSettings(before: Configuration, after: Configuration): SettingName[] {
  const [left, right] = [settingsOf(before), settingsOf(after)];
  return [...left.keys()].filter((name) => right.has(name) && !isDeepStrictEqual(left.get(name), right.get(name)));
}

/** The settings of a configuration that are not as by default. */
export function unusualSettings(configuration: Configuration): SettingName[] {
  const usual = { ...DEFAULT_CONFIGURATION.context, kind: configuration.context.kind };
  const names = differingSettings({ ...DEFAULT_CONFIGURATION, context: usual }, configuration);
  return configuration.context.kind === DEFAULT_CONFIGURATION.context.kind ? names : ['context.kind', ...names];
}
