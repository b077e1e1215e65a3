import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { OwnMount } from '../../container-setup.ts';
import type { Cluster } from '../api/cluster.ts';
import { pipeIntoPod, runInPod } from '../api/pod-command.ts';
import { FILLED, FILLER, fillingPath } from '../pods/trial-containers.ts';
import { PLACING, plainTar } from './plain-tar.ts';

/** Unpacks the tar that it reads, runs what came with it to put entries into place, and gives the directory its owner and mode. */
const UNPACK = `cd "$1" && tar -xp && { [ ! -e ${PLACING} ] || { sh ./${PLACING} && rm ${PLACING}; }; } && chown "$2:$3" . && chmod "$4" .`;

/**
 * Unpacks into a pod's mounts what they are to begin with, in a container that then ends.
 *
 * @throws Error if something cannot be unpacked.
 */
export async function fillPodMounts(cluster: Cluster, pod: string, mounts: readonly OwnMount[]): Promise<void> {
  const at = { pod, container: FILLER };
  for (const [index, { content }] of mounts.entries()) {
    if (content === null) continue;
    const { uid, gid, mode } = content.directory;
    const tar = await plainTar(() => createReadStream(content.archive).pipe(createGunzip()));
    const words = [fillingPath(index), String(uid), String(gid), mode.toString(8)];
    const { exitCode, said } = await pipeIntoPod(
      cluster,
      { ...at, command: ['/bin/sh', '-c', UNPACK, 'sh', ...words] },
      tar,
    );
    if (exitCode !== 0)
      throw new Error(`the context cannot be unpacked in the pod: ${said.trim() || `exit code ${exitCode}`}`);
  }
  const { exitCode, said } = await runInPod(cluster, { ...at, command: ['/bin/sh', '-c', `: > ${FILLED}`] });
  if (exitCode !== 0) throw new Error(`the container that unpacks the context does not end: ${said.trim()}`);
}
