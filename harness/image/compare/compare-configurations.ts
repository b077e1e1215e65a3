import { printable, printableValue } from '../../text/printable.ts';
import { canonicalJson } from '../fingerprint/canonical-json.ts';
import type { ImageFingerprint } from '../fingerprint/fingerprint.ts';
import type { WeighedDifference } from './gravity.ts';

/** A difference between two configurations and the setting that it is about. */
export interface ConfigurationFinding extends WeighedDifference {
  /** `User`, `Env PATH`, `Labels version`. */
  readonly setting: string;
}

type Configuration = ImageFingerprint['config'];

/** Everything in which a configuration differs from the reference's, setting by setting. */
export function compareConfigurations(reference: Configuration, image: Configuration): ConfigurationFinding[] {
  const wanted = imageSettingsOf(reference);
  const actual = imageSettingsOf(image);
  return [...new Set([...wanted.keys(), ...actual.keys()])]
    .filter((setting) => canonicalJson(wanted.get(setting)) !== canonicalJson(actual.get(setting)))
    .map((setting) => ({
      gravity: 'configuration',
      field: 'config',
      setting,
      text: `config ${printable(setting)} ${describeChange(wanted.get(setting), actual.get(setting))}`,
    }));
}

function describeChange(wanted: unknown, actual: unknown): string {
  if (actual === undefined) return `is missing (${printableValue(wanted)})`;
  if (wanted === undefined) return `is there, but not in the reference (${printableValue(actual)})`;
  return `is ${printableValue(actual)} instead of ${printableValue(wanted)}`;
}

/** The values by setting; maps and the environment are taken apart, so that one changing label is not all labels. */
export function imageSettingsOf(configuration: Configuration): Map<string, unknown> {
  const settings = new Map<string, unknown>();
  for (const [key, value] of Object.entries(configuration)) {
    if (key === 'Env' && isListOfTexts(value)) {
      for (const assignment of value) {
        const [name = '', ...rest] = assignment.split('=');
        settings.set(`${key} ${name}`, rest.join('='));
      }
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) settings.set(`${key} ${name}`, inner);
    } else {
      settings.set(key, value);
    }
  }
  return settings;
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
