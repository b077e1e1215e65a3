import type { Case } from '../vocabulary/case.ts';
import type { Configuration } from '../vocabulary/configuration.ts';
import type { PlannedVariation, Variation } from '../vocabulary/variation.ts';
import { VARIATION_NAMES, VARIATIONS } from './catalogue.ts';
import type { VariedBuild } from './variation-entry.ts';

/** The configuration that a trial of a case runs under: its own, or what a variation makes of it. */
export function configurationOf(
  { configuration }: Pick<Case, 'configuration'>,
  { variation }: { readonly variation?: Variation | undefined },
): Configuration {
  return variation === undefined ? configuration : VARIATIONS[variation].change(configuration);
}

/** The variations that a run is asked for, in the order of the catalogue, and which of them can be tried of a build. */
export function plannedVariations(asked: readonly Variation[], build: VariedBuild): PlannedVariation[] {
  return VARIATION_NAMES.filter((name) => asked.includes(name)).map((name) => ({
    variation: name,
    notTried: VARIATIONS[name].notTried(build) ?? null,
  }));
}
