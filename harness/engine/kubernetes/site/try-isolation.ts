import { Readable } from 'node:stream';
import { EMPTY_SET } from '../../../capabilities/capability-set.ts';
import { messageOf } from '../../../errors.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import type { Isolation, SiteRoom, SiteSpecification } from '../../port.ts';
import type { Cluster } from '../api/cluster.ts';
import { openPodStream } from '../api/pod-stream.ts';
import { type Keeper, ROOMS_CONTAINER } from './keeper.ts';

/** A port of the keeper that no policy leads to. */
const FORBIDDEN_PORT = 61_892;

const LIMITS = { memoryBytes: 64 * 2 ** 20, processes: 16, cpus: 0 };

/** How long the probe may take. A network may need a moment until a policy holds for a new pod, so it tries several times. */
const DEADLINE_MS = 60_000;

/** Says `no way` where the room's own registry is out of reach, `closed` where the other port comes to be, else `open`. */
const PROBE = `read line
nc -w 3 "$HOST" "$OWN" < /dev/null || { echo no way; exit; }
for turn in 1 2 3 4 5; do nc -w 2 "$HOST" ${FORBIDDEN_PORT} < /dev/null || { echo closed; exit; }; sleep 1; done
echo open`;

/**
 * Whether network policies hold: a trial of the room tries to reach a port of the keeper to which its policy does not lead. It is
 * listened at there, and the room's own registry is in reach, so that nothing but a policy can be in the way.
 */
export async function tryIsolation(
  cluster: Cluster,
  keeper: Keeper,
  room: SiteRoom,
  { ownership, auxiliaryImage }: SiteSpecification,
): Promise<Isolation> {
  const command = ['/bin/sh', '-c', `while :; do nc -l -p ${FORBIDDEN_PORT} < /dev/null; done`];
  const listening = await openPodStream(cluster, {
    pod: keeper.pod,
    container: ROOMS_CONTAINER,
    command,
    input: false,
  });
  try {
    const [, host = '', own = ''] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(room.registry?.address ?? '') ?? [];
    const said = await saidBy(room, {
      ...PLAIN_SETUP,
      name: `${ownership.run}-isolation`,
      image: auxiliaryImage,
      command: ['/bin/sh', '-c', PROBE],
      environment: { HOST: host, OWN: own },
      capabilities: EMPTY_SET,
      noNewPrivileges: false,
      limits: LIMITS,
      ownership,
      pushes: false,
      keepsProgram: true,
    });
    if (/^closed$/m.test(said)) return { kind: 'enforced' };
    if (/^open$/m.test(said)) {
      return { kind: 'open', reason: 'the network of the cluster does not enforce network policies' };
    }
    return { kind: 'unknown', reason: said.trim() };
  } catch (thrown) {
    return { kind: 'unknown', reason: messageOf(thrown) };
  } finally {
    listening.close();
  }
}

async function saidBy(room: SiteRoom, specification: Parameters<SiteRoom['startTrial']>[0]): Promise<string> {
  const start = await room.startTrial(specification);
  if (start.kind !== 'started') throw new Error(start.message);
  const { container } = start;
  try {
    await container.feed(Readable.from([Buffer.from('\n')]));
    const ending = await container.ending(DEADLINE_MS);
    if (ending.kind !== 'exited') throw new Error(`the probe did not end by itself (${ending.kind})`);
    return (await container.output()) ?? '';
  } finally {
    await container.remove();
  }
}
