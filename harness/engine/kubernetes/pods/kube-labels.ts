import { createHash } from 'node:crypto';
import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { Ownership } from '../../ownership.ts';

const PREFIX = 'kaniko-caps.github.io';

/** The label that marks every object of this tool. */
export const TOOL_LABEL = { name: `${PREFIX}/tool`, value: 'kaniko-caps' };

/** The label that says what an object is for, by which network policies select it. */
export const PART_LABEL = `${PREFIX}/part`;

/** The label of what runs in a room. A pod may hold trials of several rooms, so each room has a label of its own. */
export function roomLabel(room: string): Record<string, string> {
  return { [`${PREFIX}/room-${keyOf(room)}`]: 'true' };
}

const RUN_LABEL = `${PREFIX}/run`;
const PROCESS_LABEL = `${PREFIX}/process`;

/** What an object is for. */
export type Part = 'registry' | 'trial' | 'room' | 'question';

/**
 * The labels and annotations that say whom an object belongs to. The values of labels are short and have few characters, so what
 * must be read back is in annotations, and labels have digests to select by.
 */
export function metadataOf(name: string, ownership: Ownership, part: Part): V1ObjectMeta {
  const { run, trial, process: owner, createdAt } = ownership;
  return {
    name,
    labels: {
      [TOOL_LABEL.name]: TOOL_LABEL.value,
      [PART_LABEL]: part,
      [PROCESS_LABEL]: processKey(owner),
      ...(run !== null && { [RUN_LABEL]: keyOf(run) }),
    },
    annotations: {
      ...(run !== null && { [`${PREFIX}/run`]: run }),
      ...(trial !== null && { [`${PREFIX}/trial`]: trial }),
      [`${PREFIX}/owner-host`]: owner.host,
      [`${PREFIX}/owner-pid`]: String(owner.pid),
      ...(createdAt !== null && { [`${PREFIX}/created`]: createdAt }),
    },
  };
}

/** Selects what belongs to this tool, or to one of its runs. */
export function selectorOf(run?: string): string {
  const tool = `${TOOL_LABEL.name}=${TOOL_LABEL.value}`;
  return run === undefined ? tool : `${tool},${RUN_LABEL}=${keyOf(run)}`;
}

/** Selects what a process of this tool made. */
export function selectorOfProcess(owner: Ownership['process']): string {
  return `${selectorOf()},${PROCESS_LABEL}=${processKey(owner)}`;
}

/** The labels by which a network policy finds a part of a run. */
export function matchLabels(run: string, part: Part): Record<string, string> {
  return { [TOOL_LABEL.name]: TOOL_LABEL.value, [RUN_LABEL]: keyOf(run), [PART_LABEL]: part };
}

/** Whether an object belongs to this tool. */
export function isOurs(metadata: V1ObjectMeta | undefined): boolean {
  return metadata?.labels?.[TOOL_LABEL.name] === TOOL_LABEL.value;
}

/** Whom an object belongs to, if its annotations tell. */
export function ownershipIn({ annotations }: V1ObjectMeta): Ownership | null {
  const host = annotations?.[`${PREFIX}/owner-host`];
  const pid = Number(annotations?.[`${PREFIX}/owner-pid`] ?? Number.NaN);
  if (host === undefined || !Number.isInteger(pid)) return null;
  return {
    run: annotations?.[`${PREFIX}/run`] ?? null,
    trial: annotations?.[`${PREFIX}/trial`] ?? null,
    process: { host, pid },
    createdAt: annotations?.[`${PREFIX}/created`] ?? null,
  };
}

function processKey({ host, pid }: Ownership['process']): string {
  return keyOf(`${host} ${pid}`);
}

/** Of any text, one that fits into a label. */
export function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
