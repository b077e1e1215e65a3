import type { Mount } from '../../model/executor-step.ts';
import { assumed, writtenAt } from '../../model/stated.ts';
import { at, itemsAt, numberAt, textAt, type YamlValue } from '../../yaml/yaml-value.ts';
import { WORKSPACE } from './jenkins-names.ts';
import { AGENT } from './jenkins-scripts.ts';

/** The workspace, which the plugin mounts into all containers, and which the agent fills. */
export function workspaceMount(spec: YamlValue): Mount {
  const agent = itemsAt(spec, 'containers').find((one) => textAt(one, 'name') === AGENT);
  const contexts = [at(agent, 'securityContext'), at(spec, 'securityContext')];
  const holder = contexts.find((one) => numberAt(one, 'runAsUser') !== undefined);
  const uid = numberAt(holder, 'runAsUser');
  const place = at(holder, 'runAsUser')?.place;
  const gid = numberAt(at(spec, 'securityContext'), 'fsGroup') ?? numberAt(holder, 'runAsGroup');
  return {
    path: WORKSPACE,
    what: 'the workspace of the job',
    owner:
      uid === undefined || place === undefined
        ? assumed({ uid: 1000, gid: gid ?? 1000 }, "the agent's container checks out as jenkins, 1000:1000")
        : writtenAt({ uid, gid: gid ?? 0 }, place),
    modes: assumed('git', 'a checkout under umask 022'),
    source: null,
  };
}
