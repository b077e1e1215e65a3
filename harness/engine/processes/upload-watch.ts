import { messageOf } from '../../errors.ts';
import { parseProcessStatus } from '../../vocabulary/process-status.ts';
import type { FreeSpace, RoomRegistry } from '../site-registry/room-registry.ts';
import type { Company, ProgramCheck, TrialRegistryUse } from '../trial-port.ts';
import { isStillFirst } from './first-process.ts';
import { type RunningProgram, seenTogether, takeoverBetween } from './running-program.ts';
import type { StatusReader } from './status-reader.ts';

/** The watch over what a trial does at the registry, and over what runs in its container as it uploads its image. */
export interface UploadWatch {
  /** Says which process is the container's first one, as the engine counts, and looks what it runs. Never rejects. */
  know(pid: number): Promise<void>;
  /** Ends the watch and gives what was seen. Never rejects. */
  end(): Promise<TrialRegistryUse>;
}

/** How a trial is watched. */
export interface UploadSettings {
  readonly keepsProgram: boolean;
  readonly onSpace: (space: FreeSpace) => void;
  /** As a follower of the registry has it. */
  readonly client?: () => string | undefined;
}

/** Watches a trial from before its start. The registry does not tell who sent a request, but the kernel who is there to send it. */
export function watchUploads(
  registry: RoomRegistry,
  reader: StatusReader,
  { keepsProgram, onSpace, client }: UploadSettings,
): UploadWatch {
  let first: number | undefined;
  let program: RunningProgram | null = null;
  const counts: Company[] = [];
  const checks: ProgramCheck[] = [];
  const onUpload = async (): Promise<void> => {
    const checked = first === undefined || program === null ? NOT_SEEN : checkProgram(reader, first, program);
    counts.push(await (first === undefined ? TOO_EARLY : countCompany(reader, first)));
    checks.push(await checked);
  };
  const watch = registry.follow({ onUpload, onSpace, ...(client !== undefined && { client }) });
  let ended: Promise<TrialRegistryUse> | undefined;
  const end = (): Promise<TrialRegistryUse> => {
    ended ??= watch.end().then((use) => ({
      ...use,
      company: companyIn(counts),
      program: programIn(checks),
    }));
    return ended;
  };
  return {
    know: async (pid) => {
      first = pid;
      program = keepsProgram ? seenTogether(await reader.program(pid), await reader.program(pid)) : null;
    },
    end,
  };
}

const TOO_EARLY: Company = { kind: 'not-counted', message: 'an upload began before the builder had shown itself' };

const NOT_SEEN: ProgramCheck = { kind: 'not-seen' };

async function checkProgram(
  reader: StatusReader,
  first: number,
  before: RunningProgram,
  looks = LOOKS,
): Promise<ProgramCheck> {
  const now = await reader.program(first);
  // The memory of a process that ends is empty, and its pid may be another's at once.
  if (now === null || (await nameOf(reader, first)) === undefined || !(await isStillFirst(reader, first)))
    return NOT_SEEN;
  const how = takeoverBetween(before, now);
  if (how === undefined) return { kind: 'intact' };
  // A look may miss a part of a process that is at work; what was changed stays changed while the registry stands still.
  return looks > 1 ? checkProgram(reader, first, before, looks - 1) : { kind: 'taken-over', how };
}

/** How often a builder is looked at before it is accused. */
const LOOKS = 4;

function programIn(checks: readonly ProgramCheck[]): ProgramCheck {
  return checks.find(({ kind }) => kind === 'taken-over') ?? checks.at(-1) ?? NOT_SEEN;
}

/** Who was seen last. The first upload is a builder's question before the build, and may be counted when that has begun. */
function companyIn(counts: readonly Company[]): Company {
  return counts.at(-1) ?? { kind: 'not-counted', message: 'no upload was seen' };
}

/** The living processes below a container's first one, which must live as well after they were read. */
async function countCompany(reader: StatusReader, first: number): Promise<Company> {
  try {
    const names: string[] = [];
    const waiting = [first];
    for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
      const children = await reader.children(pid);
      waiting.push(...children);
      for (const child of children) {
        const name = await nameOf(reader, child);
        if (name !== undefined) names.push(name);
      }
    }
    const isThere = names.length > 0 || (await nameOf(reader, first)) !== undefined;
    if (isThere) return { kind: 'counted', names };
    return { kind: 'not-counted', message: 'the build ended before its processes could be counted' };
  } catch (thrown) {
    return { kind: 'not-counted', message: messageOf(thrown) };
  }
}

/** The name of a process that can still do something; nobody may have waited for one that has ended. */
async function nameOf(reader: StatusReader, pid: number): Promise<string | undefined> {
  const text = await reader.read(pid);
  if (text === undefined || hasEnded(text)) return undefined;
  return parseProcessStatus(text)?.name;
}

/** A process whose first thread has ended looks as if it had ended itself, as long as others go on. */
export function hasEnded(status: string): boolean {
  return /^State:\s*[ZX]/m.test(status) && !/^Threads:\s*(?:[2-9]|\d\d)/m.test(status);
}
