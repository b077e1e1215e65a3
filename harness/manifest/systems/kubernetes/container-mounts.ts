import type { Mount, Owner } from '../../model/executor-step.ts';
import { assumed, type Stated, writtenAt } from '../../model/stated.ts';
import { at, entriesAt, itemsAt, numberAt, textAt, type YamlValue } from '../../yaml/yaml-value.ts';

const ROOT: Owner = { uid: 0, gid: 0 };

/** The directories that are mounted into a container of a pod, and whose files are in them. */
export function containerMounts(container: YamlValue, pod: YamlValue): Mount[] {
  return itemsAt(container, 'volumeMounts').flatMap((item) => {
    const [path, name] = [textAt(item, 'mountPath'), textAt(item, 'name')];
    if (path === undefined || name === undefined) return [];
    const volume = itemsAt(pod, 'volumes').find((one) => textAt(one, 'name') === name);
    const kind = entriesAt(volume).find(([key]) => key !== 'name')?.[0] ?? 'unknown';
    return [
      {
        path,
        what: `volume ${name} (${kind})`,
        owner: ownerOf(name, kind, pod),
        modes: assumed('as-is', 'a volume keeps the modes that its files were given'),
        source: hostPath(volume),
      },
    ];
  });
}

/**
 * Whose the files of a volume are: what an init container writes belongs to its user; a ConfigMap or a Secret belongs to root. What
 * was there before the pod is not in the manifest.
 */
function ownerOf(name: string, kind: string, pod: YamlValue): Stated<Owner> {
  const writer = itemsAt(pod, 'initContainers').find((container) => mounts(container, name));
  if (writer !== undefined) return writerOf(writer, pod);
  if (kind === 'configMap' || kind === 'secret' || kind === 'projected')
    return assumed(ROOT, `files of a ${kind} belong to root`);
  return assumed(ROOT, `nothing in the pod says who wrote the files of ${name}; --context-owner UID:GID says it`);
}

function writerOf(writer: YamlValue, pod: YamlValue): Stated<Owner> {
  const title = `init container ${textAt(writer, 'name') ?? ''}`;
  const contexts = [at(writer, 'securityContext'), at(pod, 'securityContext')];
  const group = contexts.map((one) => numberAt(one, 'runAsGroup')).find((one) => one !== undefined);
  for (const context of contexts) {
    const uid = numberAt(context, 'runAsUser');
    const place = at(context, 'runAsUser')?.place;
    if (uid !== undefined && place !== undefined) return writtenAt({ uid, gid: group ?? uid }, place);
  }
  return assumed(ROOT, `${title} writes them, and nothing says that it does not run as root`);
}

function mounts(container: YamlValue, volume: string): boolean {
  return itemsAt(container, 'volumeMounts').some((item) => textAt(item, 'name') === volume);
}

/** A directory of the node; on a development cluster that is this machine. */
function hostPath(volume: YamlValue | undefined): Mount['source'] {
  const path = at(volume, 'hostPath', 'path');
  const text = textAt(path);
  return path === undefined || text === undefined ? null : writtenAt(text, path.place);
}
