import type { Builder } from '../../builders/builder.ts';
import { HarnessError } from '../../errors.ts';
import { configurationOf, plannedVariations } from '../../variations/varied-configuration.ts';
import type { Case } from '../../vocabulary/case.ts';
import type { PlannedVariation, Variation } from '../../vocabulary/variation.ts';
import { builderSettingsOf } from './builder-settings.ts';

/** Tells which of the variations that a run was asked for can be tried of a case, and why the others cannot. */
export type TriableVariations = (one: Case) => Promise<PlannedVariation[]>;

/** Asks the builder whether it knows what a variation sets, once for all cases with the same settings. */
export function triableVariations(asked: readonly Variation[], builder: Builder): TriableVariations {
  const answers = new Map<string, Promise<string | null>>();
  const refusalOf = (one: Case, variation: Variation): Promise<string | null> => {
    const settings = builderSettingsOf(configurationOf(one, { variation }));
    const key = JSON.stringify(settings);
    if (key === JSON.stringify(builderSettingsOf(one.configuration))) return Promise.resolve(null);
    const known = answers.get(key) ?? builder.checkSettings(settings).then(() => null, refusal);
    answers.set(key, known);
    return known;
  };
  return (one) =>
    Promise.all(
      plannedVariations(asked, { ...one, builder: builder.identity }).map(async ({ variation, notTried }) => ({
        variation,
        notTried: notTried ?? (await refusalOf(one, variation)),
      })),
    );
}

/** What the builder cannot do is an answer; whatever else goes wrong is not. */
function refusal(thrown: unknown): string {
  if (thrown instanceof HarnessError) return thrown.message;
  throw thrown;
}
