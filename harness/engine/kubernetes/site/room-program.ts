import { openRegistryChannel } from '../../site-registry/registry-channel.ts';
import { roomProgram } from '../../site-registry/registry-program.ts';
import { type RoomRegistry, roomRegistry } from '../../site-registry/room-registry.ts';
import type { Cluster } from '../api/cluster.ts';
import { openPodStream } from '../api/pod-stream.ts';
import { type Keeper, ROOMS_CONTAINER } from './keeper.ts';

/** The registry of a room, which lives as long as the connection to it. */
export interface RunningRoom {
  readonly registry: RoomRegistry;
  close(): void;
}

/** Starts the registry of a room in the keeper, at a port of its own. */
export async function startRoomProgram(cluster: Cluster, keeper: Keeper, port: number): Promise<RunningRoom> {
  const directory = `/tmp/room-${port}`;
  const { command, environment } = roomProgram(false, { address: '0.0.0.0', port, directory });
  const [shell = '', option = '', script = ''] = command;
  const stream = await openPodStream(cluster, {
    pod: keeper.pod,
    container: ROOMS_CONTAINER,
    // A command that is run in a container takes no variables of its own.
    command: [shell, option, `${exports(environment)}\n${script}`],
    input: true,
  });
  const channel = openRegistryChannel({
    output: stream.output,
    write: (text) => void stream.write(Buffer.from(text)).catch(() => undefined),
  });
  return { registry: roomRegistry(channel), close: stream.close };
}

/** None of the values has a quote. */
function exports(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');
}
