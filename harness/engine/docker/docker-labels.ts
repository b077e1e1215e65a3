import type { Ownership } from '../ownership.ts';

/** Names and values that Docker keeps with an object. */
export type Labels = Readonly<Record<string, string>>;

const PREFIX = 'io.github.kaniko-caps';

/** Marks every object that belongs to this tool. */
const TOOL = { name: `${PREFIX}.tool`, value: 'kaniko-caps' };

/** The labels that say whom an object belongs to. */
export function labelsOf({ run, trial, process: { host, pid }, createdAt }: Ownership): Labels {
  return {
    [TOOL.name]: TOOL.value,
    ...(run !== null && { [`${PREFIX}.run`]: run }),
    ...(trial !== null && { [`${PREFIX}.trial`]: trial }),
    [`${PREFIX}.owner-host`]: host,
    [`${PREFIX}.owner-pid`]: String(pid),
    ...(createdAt !== null && { [`${PREFIX}.created`]: createdAt }),
  };
}

/** The labels that find what belongs to this tool, or to one of its runs. */
export function labelsToFind(run: string | undefined): Labels {
  return { [TOOL.name]: TOOL.value, ...(run !== undefined && { [`${PREFIX}.run`]: run }) };
}

/** Whether an object has all of these labels. */
export function isLabelled(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** Marks a container that holds a room. */
export const ROOM_LABELS: Labels = { [`${PREFIX}.room`]: 'yes' };

/** Whether a container holds a room. */
export function holdsRoom(labels: Labels): boolean {
  return labels[`${PREFIX}.room`] === 'yes';
}

/** Whether an object belongs to this tool. */
export function isOurs(labels: Labels): boolean {
  return labels[TOOL.name] === TOOL.value;
}

/** Whom an object belongs to, if its labels tell. */
export function ownershipIn(labels: Labels): Ownership | null {
  const host = labels[`${PREFIX}.owner-host`];
  const pid = Number(labels[`${PREFIX}.owner-pid`] ?? Number.NaN);
  if (host === undefined || !Number.isInteger(pid)) return null;
  return {
    run: labels[`${PREFIX}.run`] ?? null,
    trial: labels[`${PREFIX}.trial`] ?? null,
    process: { host, pid },
    createdAt: labels[`${PREFIX}.created`] ?? null,
  };
}
