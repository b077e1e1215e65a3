import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { settingChanges } from '../record/configuration-words.ts';
import type { Configuration } from '../vocabulary/configuration.ts';
import { DECISIVE_FACTS, factOf, isAnotherFact, kernelSeries } from '../vocabulary/engine-environment.ts';
import type { ComparedCase, ComparedEnvironment } from './compared-case.ts';

/** A fact that is not the same on both sides, and so may be the reason why findings differ. */
export const differingFact = z.object({
  /** `environment.kernel`, `universe`, `bases`, ... */
  field: z.string(),
  before: z.string(),
  after: z.string(),
});

/** A fact that is not the same on both sides. */
export type DifferingFact = z.output<typeof differingFact>;

/** The facts of engine and host that differ between two runs; of the kernel only its series counts. */
export function differingEnvironment(before: ComparedEnvironment, after: ComparedEnvironment): DifferingFact[] {
  return DECISIVE_FACTS.flatMap((fact) => {
    if (!isAnotherFact(fact, before, after)) return [];
    const read = (environment: ComparedEnvironment): unknown =>
      fact === 'kernel' ? kernelSeries(environment.kernel) : factOf(environment, fact);
    return factThatDiffers(`environment.${fact}`, read(before), read(after));
  });
}

/** What differs between two cases of one name that are not the same build, whatever their configuration. */
export function differingBuild(before: ComparedCase, after: ComparedCase): DifferingFact[] {
  return [
    ...factThatDiffers('universe', before.universe, after.universe),
    ...factThatDiffers('untestable', untestableOf(before), untestableOf(after)),
    ...factThatDiffers('contextSha256', before.contextSha256, after.contextSha256),
    ...factThatDiffers('network', before.network, after.network),
    ...factThatDiffers('bases', basesOf(before), basesOf(after)),
  ];
}

/** The settings in which two configurations differ, each by its own name (`configuration.context.owner`) and in words. */
export function differingConfiguration(before: Configuration, after: Configuration): DifferingFact[] {
  return settingChanges(before, after).map(({ name, ...values }) => ({ field: `configuration.${name}`, ...values }));
}

/** A run asks for what any of its cases asks for; of that, only what is in play here says something of this case. */
function untestableOf({ untestable, universe }: ComparedCase): string[] {
  return untestable.filter((name) => universe.includes(name));
}

function basesOf({ bases }: ComparedCase): string[] {
  return bases.map(({ reference, digest }) => `${reference}@${digest}`).sort();
}

function factThatDiffers(field: string, before: unknown, after: unknown): DifferingFact[] {
  return isDeepStrictEqual(before, after) ? [] : [{ field, before: textOf(before), after: textOf(after) }];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ') || 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
