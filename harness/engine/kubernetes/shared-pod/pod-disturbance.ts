import { isDeepStrictEqual } from 'node:util';
import type { ProcessStatus } from '../../../vocabulary/process-status.ts';
import { hasEnded } from '../../processes/upload-watch.ts';
import { type PodProcess, type PodState, statusIn } from '../trial-pod/pod-processes.ts';

/** A builder that waits for its turn in a pod. */
export interface WaitingBuilder {
  /** The id of its trial, for people. */
  readonly trial: string;
  /** The runtime's id of its container. */
  readonly container: string;
  /** As it was before the first build of its pod began; undefined if nobody has looked yet. */
  readonly sight: BuilderSight | undefined;
}

/** A builder as it was once seen. */
export interface BuilderSight {
  readonly pid: number;
  readonly status: ProcessStatus;
}

/** Whether a process is the first one of a container, which the runtime started. */
export function isFirstOf(container: string, { parent, cgroups }: PodProcess): boolean {
  return parent === 0 && cgroups.includes(container);
}

/**
 * What an earlier build of a pod may have left for the next one, in words; undefined if there is nothing but the builders that wait. All
 * containers of a pod share processes, the network, and what programs exchange in memory.
 */
export function disturbanceIn(
  { processes, leftovers }: PodState,
  waiting: readonly WaitingBuilder[],
  before: string,
): string | undefined {
  const alive = processes.filter(({ status }) => !hasEnded(status));
  for (const builder of waiting) {
    const changed = changeOf(builder, alive);
    if (changed !== undefined) return changed;
  }
  const strangers = alive.filter((process) => !waiting.some(({ container }) => isFirstOf(container, process)));
  if (strangers.length > 0) {
    const names = strangers.map((stranger) => statusIn(stranger)?.name ?? 'an unreadable process');
    return `an earlier build left processes: ${names.join(', ')}`;
  }
  return leftIn(leftovers, before);
}

function changeOf({ trial, container, sight }: WaitingBuilder, alive: readonly PodProcess[]): string | undefined {
  const [first, ...others] = alive.filter((process) => isFirstOf(container, process));
  if (first === undefined) return `the builder of ${trial} ended before its turn`;
  if (others.length > 0) return `something was started in the container of ${trial} before its turn`;
  if (sight === undefined) return undefined;
  const isSame = first.pid === sight.pid && isDeepStrictEqual(statusIn(first), sight.status);
  return isSame ? undefined : `the builder of ${trial} is not what it was before the first build of its pod`;
}

/** Places in memory of which only the number of things in them counts, and ports that a program could ask for. */
function leftIn(leftovers: string, before: string): string | undefined {
  const [now, then] = [countsIn(leftovers), countsIn(before)];
  for (const [place, count] of now) if (count !== then.get(place)) return `an earlier build left something in ${place}`;
  const [taken] = chosenPorts(leftovers);
  return taken === undefined ? undefined : `an earlier build left the port ${taken} in use`;
}

function countsIn(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^(\/\S+) (\d+)$/gm)].map(([, place = '', count = '']) => [place, count]));
}

/** What Linux gives to connections of which no port was asked for, unless it is told otherwise. */
const USUAL_FIRST_FREE = 32_768;

/** Ports in use below those that the kernel itself chooses. A connection keeps one for a minute after its programs have ended. */
function chosenPorts(text: string): number[] {
  const firstFree = Number(/^ports (\d+)/m.exec(text)?.[1] ?? USUAL_FIRST_FREE);
  const ports = [...text.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) /gm)].map(([, port = '']) =>
    Number.parseInt(port, 16),
  );
  return ports.filter((port) => port < firstFree);
}
