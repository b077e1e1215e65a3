import { type ProcessStatus, parseProcessStatus } from '../../../vocabulary/process-status.ts';
import { within } from '../../deadline.ts';
import { type StatusReader, unableToRead } from '../../processes/status-reader.ts';
import type { Cluster } from '../api/cluster.ts';
import { openPodStream, type PodStream } from '../api/pod-stream.ts';
import { podUidMap } from '../api/user-namespaces.ts';
import { EVIDENCE } from '../pods/trial-containers.ts';

/** A process of a pod, as the kernel tells of it. */
export interface PodProcess {
  readonly pid: number;
  /** 0 for one that the runtime started: it has its parent outside of the pod. */
  readonly parent: number;
  /** What `/proc/<pid>/status` holds. */
  readonly status: string;
  /** How its user ids are those of the node, `*` for those that are chosen for each pod; null if it ended meanwhile. */
  readonly uidMap: string | null;
  /** What `/proc/<pid>/cgroup` holds: the runtime names the groups of a container after its id. */
  readonly cgroups: string;
}

/** What the kernel says of a process; undefined if it cannot be read. */
export function statusIn({ status: text, uidMap }: PodProcess): ProcessStatus | undefined {
  const status = parseProcessStatus(text);
  return status && { ...status, ...(uidMap !== null && { uidMap }) };
}

/** The processes of a pod whose containers share them. */
export interface PodProcesses {
  /**
   * All of them but the pod's own first one and those that read.
   *
   * @throws Error if they cannot be read.
   */
  list(): Promise<readonly PodProcess[]>;
  /** The same, as what counts the company of a builder reads it. */
  readonly reader: StatusReader;
}

/** What all containers of a pod have in common. */
export interface PodState {
  readonly processes: readonly PodProcess[];
  /** What else programs may leave behind for each other, as the script beside the builders writes it. */
  readonly leftovers: string;
}

/** The open view on the processes of a pod. */
export interface OpenPodProcesses extends PodProcesses {
  /** The processes, and what else there is beside files. @throws Error if it cannot be read. */
  state(): Promise<PodState>;
  close(): void;
}

/** Begins what a pod's containers share besides processes. */
const LEFTOVERS = 'Leftovers:';

/** The word that asks for that as well. */
const ALL = 'all';

/**
 * For each line that it reads, it writes the status of every process, the map of its user ids, its control groups, and that line again.
 * It leaves out what is in its own container: nobody else's root of the file system can be looked up, and no other process has this one.
 * On demand it counts what the containers of a pod have in common, and shows the sockets.
 */
const SCRIPT = `
left() {
  printf '${LEFTOVERS}\\n'
  for at in /dev/shm /dev/mqueue; do printf '%s %s\\n' "$at" "$(ls -A "$at" 2> /dev/null | wc -l)"; done
  for at in /proc/sysvipc/*; do printf '%s %s\\n' "$at" "$(wc -l < "$at")"; done
  printf 'ports %s\\n' "$(cat /proc/sys/net/ipv4/ip_local_port_range)"
  cat /proc/net/tcp /proc/net/tcp6 2> /dev/null
}
own=$(readlink /proc/self/ns/mnt)
while read -r nonce wanted; do
  for at in /proc/[0-9]*; do
    [ "$(readlink "$at/ns/mnt" 2> /dev/null)" = "$own" ] || {
      cat "$at/status" 2> /dev/null && printf '%s%s\\n' UidMap: "$(tr -s ' \\n' ' ,' < "$at/uid_map" 2> /dev/null)"
      cat "$at/cgroup" 2> /dev/null
    }
  done
  [ "$wanted" != ${ALL} ] || left
  printf '%s%s\\n' -- "$nonce"
done`;

/** Said where nothing more can be asked of the container that reads, or where it answers no more. */
const READER_ENDED = 'the container beside the builder ended';

/** In a shared namespace the process that holds the pod is number 1. */
const POD_ITSELF = 1;

/** Opens the view on the processes of a pod, from the container beside the builders. */
export async function openPodProcesses(cluster: Cluster, pod: string): Promise<OpenPodProcesses> {
  const command = ['/bin/sh', '-c', SCRIPT];
  const stream = await openPodStream(cluster, { pod, container: EVIDENCE, command, input: true });
  const answers = answersOf(stream);
  let turn: Promise<unknown> = Promise.resolve();
  let asked = 0;
  const ask = (word: string): Promise<PodState> => {
    asked += 1;
    const nonce = String(asked);
    const answer = turn.then(async () => {
      await stream.write(Buffer.from(`${nonce} ${word}\n`)).catch((cause) => {
        throw new Error(READER_ENDED, { cause });
      });
      const next = await within(cluster.deadlineMs, answers.next());
      if (next.done === true) throw new Error(READER_ENDED);
      if (next.value.nonce !== nonce) throw new Error('the container beside the builder is out of step');
      return stateIn(next.value.text);
    });
    // One question at a time; one that failed does not keep the next from being asked.
    turn = answer.catch(() => undefined);
    return answer;
  };
  const list = async (): Promise<readonly PodProcess[]> => (await ask('')).processes;
  return { ...processesBy(list), state: () => ask(ALL), close: stream.close };
}

/** The processes of a pod by a function that lists them. */
export function processesBy(list: PodProcesses['list']): PodProcesses {
  return { list, reader: readerOf(list) };
}

/** Every process but the first counts as its child: one whose parent ended would be a child of the pod's own first process. */
function readerOf(list: PodProcesses['list']): StatusReader {
  return {
    ...unableToRead(''),
    source: { kind: 'readable', from: 'a container beside the builder' },
    read: async (pid) => (await list()).find((process) => process.pid === pid)?.status,
    children: async (pid) => {
      const all = await list();
      const isFirst = all.find((process) => process.pid === pid)?.parent === 0;
      return isFirst ? all.filter((process) => process.pid !== pid).map((process) => process.pid) : [];
    },
  };
}

interface Answer {
  readonly nonce: string;
  readonly text: string;
}

async function* answersOf({ output }: PodStream): AsyncGenerator<Answer> {
  let text = '';
  for await (const piece of output) {
    text += piece.toString('utf8');
    // No process can put such a line into its status: the kernel escapes a newline in a name.
    for (let end = END.exec(text); end !== null; end = END.exec(text)) {
      yield { nonce: end[1] ?? '', text: text.slice(0, end.index) };
      text = text.slice(end.index + end[0].length);
    }
  }
}

const END = /^--(\d+)\n/m;

function stateIn(text: string): PodState {
  const [before = '', leftovers = ''] = text.split(`${LEFTOVERS}\n`, 2);
  return { processes: processesIn(before).filter(({ pid }) => pid !== POD_ITSELF), leftovers };
}

function processesIn(text: string): PodProcess[] {
  return text.split(/^(?=Name:)/m).flatMap((said) => {
    const groups = /^\d+:[^:\n]*:/m.exec(said)?.index ?? said.length;
    const [status, cgroups] = [said.slice(0, groups), said.slice(groups)];
    const pid = Number(/^Pid:\s*(\d+)$/m.exec(status)?.[1] ?? Number.NaN);
    const parent = Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? Number.NaN);
    const ranges = /^UidMap:\s*(.*?),?$/m.exec(status)?.[1] ?? '';
    const uidMap = ranges === '' ? null : podUidMap(ranges);
    return Number.isInteger(pid) && Number.isInteger(parent) ? [{ pid, parent, status, uidMap, cgroups }] : [];
  });
}
