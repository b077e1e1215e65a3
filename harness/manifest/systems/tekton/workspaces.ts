import type { Mount, Owner } from '../../model/executor-step.ts';
import { assumed, type Stated, writtenAt } from '../../model/stated.ts';
import { plainWritten, type Written } from '../../model/written.ts';
import { at, itemsAt, numberAt, textAt, type YamlValue } from '../../yaml/yaml-value.ts';
import { podSecurityOf, type TaskUse } from './task-uses.ts';

/** Whom the git-clone task of Tekton's catalog runs as (`runAsUser: 65532`, and its image's user `nonroot`). */
const GIT_CLONE: Owner = { uid: 65532, gid: 65532 };

const ROOT: Owner = { uid: 0, gid: 0 };

/** The paths of a task's workspaces, by name: `/workspace/NAME` unless the task says another one. */
export function workspacePaths({ spec }: Pick<TaskUse, 'spec'>): Map<string, Written> {
  return new Map(
    itemsAt(spec, 'workspaces').flatMap((workspace) => {
      const name = textAt(workspace, 'name');
      if (name === undefined) return [];
      return [[name, plainWritten(textAt(workspace, 'mountPath') ?? `/workspace/${name}`, workspace.place)] as const];
    }),
  );
}

/** The workspaces of a task as its steps find them; `step` is the one that runs the executor. */
export function workspaceMounts(use: TaskUse, step: YamlValue): Mount[] {
  return [...workspacePaths(use)].map(([name, { value: path }]) => ({
    path,
    what: `workspace ${name}`,
    owner: withGroup(ownerOf(name, use, step), use),
    modes: assumed('git', 'a checkout under umask 022'),
    source: null,
  }));
}

/** A step before this one that clones, else a task of the pipeline, else what usually fills a workspace. */
function ownerOf(workspace: string, { spec, writers }: TaskUse, step: YamlValue): Stated<Owner> {
  const steps = itemsAt(spec, 'steps');
  const cloning = steps.slice(0, steps.indexOf(step)).find((one) => /\bgit\b/.test(wordsOf(one)));
  if (cloning !== undefined) return userOfStep(cloning, spec);
  const writer = writers.get(workspace);
  if (writer !== undefined && !/git|clone|checkout|fetch/i.test(writer)) {
    return assumed(ROOT, `the task ${writer} writes it; --context-owner UID:GID says as whom, if not as root`);
  }
  const who = writer === undefined ? "Tekton's git-clone usually fills a workspace" : `the task ${writer} fills it`;
  return assumed(GIT_CLONE, `${who}, and git-clone runs as 65532`);
}

function wordsOf(step: YamlValue): string {
  const words = ['command', 'args'].flatMap((field) => itemsAt(step, field).map((word) => textAt(word) ?? ''));
  return [textAt(step, 'image') ?? '', textAt(step, 'script') ?? '', ...words].join(' ');
}

function userOfStep(step: YamlValue, spec: YamlValue): Stated<Owner> {
  for (const context of [at(step, 'securityContext'), at(spec, 'stepTemplate', 'securityContext')]) {
    const uid = numberAt(context, 'runAsUser');
    const place = at(context, 'runAsUser')?.place;
    if (uid !== undefined && place !== undefined) {
      return writtenAt({ uid, gid: numberAt(context, 'runAsGroup') ?? uid }, place);
    }
  }
  const name = textAt(step, 'name') ?? '';
  return assumed(ROOT, `the step ${name} clones it, and nothing says that it does not run as root`);
}

/** A volume belongs to the group that the pod's template names. */
function withGroup(owner: Stated<Owner>, use: TaskUse): Stated<Owner> {
  const gid = numberAt(podSecurityOf(use), 'fsGroup');
  return gid === undefined ? owner : { ...owner, value: { ...owner.value, gid } };
}
