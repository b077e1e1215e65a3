import { isDeepStrictEqual } from 'node:util';
import type { CaseRecord, RunRecord } from '../record/record.ts';

/** A fact that differs, and so forbids to compare what rests on it. */
export interface Obstacle {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** What can change an answer of the same build by the same builder. */
const DECISIVE = [
  'engine',
  'version',
  'kernel',
  'architecture',
  'runtime',
  'storageDriver',
  'seccomp',
  'appArmor',
  'selinux',
  'rootless',
  'userNamespaceRemapping',
  'protectedFiles',
] as const;

/** The facts of engine and host that differ between two runs; of the kernel only its series counts. */
export function environmentObstacles(before: RunRecord, after: RunRecord): Obstacle[] {
  return DECISIVE.flatMap((fact) => {
    const read = ({ environment }: RunRecord): unknown =>
      fact === 'kernel' ? seriesOf(environment.kernel) : environment[fact];
    return obstacle(`environment.${fact}`, read(before), read(after));
  });
}

/** What differs between two cases of one name that are not the same build. */
export function caseObstacles(before: CaseRecord, after: CaseRecord): Obstacle[] {
  return [
    ...obstacle('universe', before.universe, after.universe),
    ...obstacle('untestable', untestableOf(before), untestableOf(after)),
    ...obstacle('contextSha256', before.contextSha256, after.contextSha256),
    ...obstacle('network', before.network, after.network),
    ...obstacle('bases', basesOf(before), basesOf(after)),
  ];
}

/** A patch of the kernel is no other kernel: `6.8.0-45-generic` is of the series 6.8. */
function seriesOf(kernel: string): string {
  return /^\d+\.\d+/.exec(kernel)?.[0] ?? kernel;
}

/** A run asks for what any of its cases asks for; of that, only what is in play here says something of this case. */
function untestableOf({ untestable, universe }: CaseRecord): string[] {
  return untestable.filter((name) => universe.includes(name));
}

function basesOf({ bases }: CaseRecord): string[] {
  return bases.map(({ reference, digest }) => `${reference}@${digest}`).sort();
}

function obstacle(field: string, before: unknown, after: unknown): Obstacle[] {
  return isDeepStrictEqual(before, after) ? [] : [{ field, before: textOf(before), after: textOf(after) }];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ') || 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
