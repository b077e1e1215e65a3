import { hostname } from 'node:os';
import type { Labels } from '../engine/port.ts';

const PREFIX = 'io.github.kaniko-caps';

/** Marks every object on the engine that belongs to this tool. */
export const TOOL_LABELS: Labels = { [`${PREFIX}.tool`]: 'kaniko-caps' };

/** Marks the objects of one run. */
export function runLabels(run: string): Labels {
  return { ...TOOL_LABELS, [`${PREFIX}.run`]: run };
}

/** Marks what this process makes for a run: whoever cleans up can tell whether the owner still lives. */
export function ownedLabels(run: string): Labels {
  return {
    ...runLabels(run),
    [`${PREFIX}.owner-host`]: hostname(),
    [`${PREFIX}.owner-pid`]: String(process.pid),
    [`${PREFIX}.created`]: new Date().toISOString(),
  };
}

/** Marks a trial's container. */
export function trialLabels(run: string, trial: string): Labels {
  return { ...ownedLabels(run), [`${PREFIX}.trial`]: trial };
}

/** The process that made an object, if the labels tell. */
export function ownerOf(labels: Labels): { host: string; pid: number } | undefined {
  const host = labels[`${PREFIX}.owner-host`];
  const pid = Number(labels[`${PREFIX}.owner-pid`]);
  return host === undefined || !Number.isInteger(pid) ? undefined : { host, pid };
}
