import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { ownerHeader } from '../../../files/owner-header.ts';
import type { MountContent, OwnMount } from '../../container-setup.ts';
import { within } from '../../deadline.ts';
import { type DockerApi, silenceMs } from '../api/docker-api.ts';

/**
 * Unpacks into a container's mounts what they are to begin with. The engine does it, with the owners and modes of the tar, before
 * the container is started.
 */
export async function fillMounts(api: DockerApi, id: string, mounts: readonly OwnMount[]): Promise<void> {
  for (const { path, content } of mounts) {
    if (content === null) continue;
    const container = api.docker.getContainer(id);
    await within(silenceMs(api), container.putArchive(createReadStream(content.archive), { path }));
    // The engine skips an entry for the directory itself, so its owner and mode come from above.
    if (isNewVolume(content)) continue;
    await within(api.deadlineMs, container.putArchive(directoryEntry(path, content), { path: '/' }));
  }
}

/** Whether the directory is to be as the engine makes a volume. Each request to unpack costs the engine a process. */
function isNewVolume({ directory: { uid, gid, mode } }: MountContent): boolean {
  return uid === 0 && gid === 0 && mode === 0o755;
}

/** A tar of one directory. It is small enough to be ready at once. */
function directoryEntry(path: string, { directory }: MountContent): Readable {
  const archive = pack();
  const { mode, ...owner } = directory;
  archive.entry({ name: `${path.slice(1)}/`, type: 'directory', mode, ...ownerHeader(owner) });
  archive.finalize();
  return Readable.from(archive);
}
