import { isDeepStrictEqual } from 'node:util';
import { DECISIVE_FACTS, kernelSeries } from '../vocabulary/engine-environment.ts';
import type { ComparedCase, ComparedEnvironment } from './compared-case.ts';

/** A fact that differs, and so forbids to compare what rests on it. */
export interface Obstacle {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** The facts of engine and host that differ between two runs; of the kernel only its series counts. */
export function environmentObstacles(before: ComparedEnvironment, after: ComparedEnvironment): Obstacle[] {
  return DECISIVE_FACTS.flatMap((fact) => {
    const read = (environment: ComparedEnvironment): unknown =>
      fact === 'kernel' ? kernelSeries(environment.kernel) : environment[fact];
    return obstacle(`environment.${fact}`, read(before), read(after));
  });
}

/** What differs between two cases of one name that are not the same build. */
export function caseObstacles(before: ComparedCase, after: ComparedCase): Obstacle[] {
  return [
    ...obstacle('universe', before.universe, after.universe),
    ...obstacle('untestable', untestableOf(before), untestableOf(after)),
    ...obstacle('contextSha256', before.contextSha256, after.contextSha256),
    ...obstacle('network', before.network, after.network),
    ...obstacle('bases', basesOf(before), basesOf(after)),
  ];
}

/** A run asks for what any of its cases asks for; of that, only what is in play here says something of this case. */
function untestableOf({ untestable, universe }: ComparedCase): string[] {
  return untestable.filter((name) => universe.includes(name));
}

function basesOf({ bases }: ComparedCase): string[] {
  return bases.map(({ reference, digest }) => `${reference}@${digest}`).sort();
}

function obstacle(field: string, before: unknown, after: unknown): Obstacle[] {
  return isDeepStrictEqual(before, after) ? [] : [{ field, before: textOf(before), after: textOf(after) }];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ') || 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
