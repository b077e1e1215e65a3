import type { HostAccess } from '../../model/security.ts';
import { type Stated, writtenAt } from '../../model/stated.ts';
import { at, booleanAt, itemsAt, type YamlValue } from '../../yaml/yaml-value.ts';

const NAMESPACES = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

/** What of a pod, besides the capabilities of a container, only the Pod Security level "privileged" admits. */
export function hostAccess(pod: YamlValue): Stated<HostAccess>[] {
  const namespaces = NAMESPACES.flatMap((name) => {
    const found = at(pod, name);
    return found !== undefined && booleanAt(pod, name) === true ? [writtenAt<HostAccess>(name, found.place)] : [];
  });
  const volumes = itemsAt(pod, 'volumes').flatMap((volume) => {
    const path = at(volume, 'hostPath');
    return path === undefined ? [] : [writtenAt<HostAccess>('hostPath', path.place)];
  });
  return [...namespaces, ...volumes];
}
