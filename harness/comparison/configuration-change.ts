import * as z from 'zod';
import {
  SETTING_WORDS,
  type SettingChange,
  settingChanges,
  settingChangesText,
} from '../record/configuration-words.ts';
import type { SettingName } from '../vocabulary/configuration-settings.ts';
import type { ComparedCase } from './compared-case.ts';
import { differingConfiguration, differingFact } from './differing-facts.ts';

/** Two configurations of one case that are not the same. */
export const configurationChange = z.object({
  /** What the first has of each setting that differs, in words: `flags of the builder: none`. */
  before: z.string(),
  /** What the second has of them. */
  after: z.string(),
  /** Each setting that differs. */
  settings: z.array(differingFact).readonly(),
});

/** Two configurations of one case that are not the same. */
export type ConfigurationChange = z.output<typeof configurationChange>;

/** How the configurations of two findings differ; null where they do not. */
export function configurationChangeOf(
  { configuration: before }: Pick<ComparedCase, 'configuration'>,
  { configuration: after }: Pick<ComparedCase, 'configuration'>,
): ConfigurationChange | null {
  const changes = settingChanges(before, after);
  if (changes.length === 0) return null;
  const side = (which: 'before' | 'after'): string =>
    changes.map((one) => `${SETTING_WORDS[one.name]}: ${one[which]}`).join('; ');
  return { before: side('before'), after: side('after'), settings: differingConfiguration(before, after) };
}

/** How the configuration changed, in one line: both values of each setting, with the names of the sides where they have any. */
export function changedSettingsText(
  { settings }: Pick<ConfigurationChange, 'settings'>,
  sides?: Parameters<typeof settingChangesText>[1],
): string {
  const changes = settings.map(({ field, ...values }): SettingChange => {
    return { ...values, name: field.replace('configuration.', '') as SettingName };
  });
  return settingChangesText(changes, sides);
}
