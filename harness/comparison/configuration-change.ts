import * as z from 'zod';
import { configurationDifference } from '../record/configuration-words.ts';
import type { ComparedCase } from './compared-case.ts';
import { differingConfiguration, differingFact } from './differing-facts.ts';

/** Two configurations of one case that are not the same. */
export const configurationChange = z.object({
  /** What only the first has, in words: `--snapshot-mode=redo`; `the default` for nothing unusual. */
  before: z.string(),
  /** What only the second has. */
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
  const words = configurationDifference(before, after);
  return words === null ? null : { ...words, settings: differingConfiguration(before, after) };
}
