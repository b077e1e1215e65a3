import type { Mount, Owner } from '../../model/executor-step.ts';
import { assumed, type Stated } from '../../model/stated.ts';
import { at, itemsAt, numberAt, textAt, type YamlList, type YamlMap, type YamlValue } from '../../yaml/yaml-value.ts';
import { containerMounts } from '../kubernetes/container-mounts.ts';
import type { TemplateUse } from './template-uses.ts';

const ROOT: Owner = { uid: 0, gid: 0 };

/** The directories that a container of a template has from outside: its artifacts and its volumes. */
export function templateMounts(container: YamlValue, use: TemplateUse, podSecurity: YamlValue | undefined): Mount[] {
  return [...artifactMounts(use, podSecurity), ...volumeMounts(container, use, podSecurity)];
}

/** What an init container of Argo puts there before the template begins. It runs as the user of the pod, else as root. */
function artifactMounts({ template, artifacts }: TemplateUse, podSecurity: YamlValue | undefined): Mount[] {
  return itemsAt(template, 'inputs', 'artifacts').flatMap((artifact) => {
    const [path, name] = [textAt(artifact, 'path'), textAt(artifact, 'name') ?? ''];
    if (path === undefined) return [];
    const isGit = [artifact, artifacts.get(name)].some((one) => at(one, 'git') !== undefined);
    return [
      {
        path,
        what: `artifact ${name}`,
        owner: userOf(podSecurity, "Argo's init container unpacks artifacts, as root unless the pod names a user"),
        modes: isGit
          ? assumed('git', 'a checkout under umask 022')
          : assumed('as-is', 'an artifact keeps the modes that its files were given'),
        source: null,
      },
    ];
  });
}

function volumeMounts(container: YamlValue, use: TemplateUse, podSecurity: YamlValue | undefined): Mount[] {
  return containerMounts(container, podOf(use)).map((mount, index): Mount => {
    const name = textAt(itemsAt(container, 'volumeMounts')[index], 'name');
    const writer = name === undefined ? undefined : writerOf(name, use);
    if (writer === undefined) return mount;
    const told = textAt(writer, 'name') ?? '';
    const own = at(writer, 'container', 'securityContext') ?? at(writer, 'script', 'securityContext');
    const contexts = [own, at(writer, 'securityContext') ?? podSecurity];
    const context = contexts.find((one) => numberAt(one, 'runAsUser') !== undefined);
    const because = `the template ${told} has the volume as well, and nothing says that it does not run as root`;
    return { ...mount, owner: userOf(context, because, `the template ${told} has the volume as well, and runs as it`) };
  });
}

/** Another template of the workflow that has the same volume: it is taken to write it. */
function writerOf(volume: string, { object, template }: TemplateUse): YamlValue | undefined {
  return itemsAt(object.spec, 'templates').find(
    (other) =>
      other !== template &&
      ['container', 'script', 'containerSet'].some((kind) =>
        itemsAt(other, kind, 'volumeMounts').some((one) => textAt(one, 'name') === volume),
      ),
  );
}

function userOf(context: YamlValue | undefined, because: string, known = because): Stated<Owner> {
  const uid = numberAt(context, 'runAsUser');
  return uid === undefined
    ? assumed(ROOT, because)
    : assumed({ uid, gid: numberAt(context, 'runAsGroup') ?? numberAt(context, 'fsGroup') ?? uid }, known);
}

/** The pod that Argo makes of a template, as far as its volumes are concerned. */
export function podOf({ template, object: { spec } }: TemplateUse): YamlValue {
  const claims = itemsAt(spec, 'volumeClaimTemplates').flatMap((claim): YamlMap[] => {
    const name = at(claim, 'metadata', 'name');
    if (name === undefined || claim.kind !== 'map') return [];
    return [
      {
        ...claim,
        entries: new Map([
          ['name', name],
          ['persistentVolumeClaim', claim],
        ]),
      },
    ];
  });
  const { place, path, tag } = spec;
  const volumes: YamlList = {
    place,
    path,
    tag,
    kind: 'list',
    items: [...itemsAt(template, 'volumes'), ...itemsAt(spec, 'volumes'), ...claims],
  };
  const own = ['hostNetwork', 'hostPID', 'hostIPC', 'initContainers'].flatMap((name) => {
    const found = at(name === 'initContainers' ? template : spec, name);
    return found === undefined ? [] : [[name, found] as const];
  });
  return { place, path, tag, kind: 'map', entries: new Map([['volumes', volumes], ...own]) };
}
