import type { InstructionIndex } from '../log/instruction-index.ts';
import type { LogEntry } from './kaniko-transcript.ts';

/** How far a build came, as indices into the Dockerfile's instructions. */
export interface KanikoProgress {
  /** The instruction that was started last. */
  readonly instruction: number | undefined;
  /** The `FROM` of the stage whose base image is in place or being unpacked. */
  readonly stage: number | undefined;
  /** The copying instruction for which files of a stage or an image are kept at the moment. */
  readonly keptFor: number | undefined;
  /** Whether files are being kept for a later stage, be it known which instruction wants them or not. */
  readonly keeping: boolean;
  /** Whether the last thing that Kaniko spoke of is a snapshot of the filesystem. */
  readonly snapshotting: boolean;
}

const START: KanikoProgress = {
  instruction: undefined,
  stage: undefined,
  keptFor: undefined,
  keeping: false,
  snapshotting: false,
};

/** What Kaniko says when it begins an instruction: its text. */
const INSTRUCTION =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s/;

/** Whether a line of Kaniko's log names an instruction of the Dockerfile that it begins. */
export function namesInstruction(message: string, index: InstructionIndex): boolean {
  return INSTRUCTION.test(message) && index.find(message, 0) !== undefined;
}

/** Follows Kaniko's log through the Dockerfile. */
export function progressIn(entries: readonly LogEntry[], index: InstructionIndex): KanikoProgress {
  return entries.reduce((progress, entry) => advance(progress, entry.message, index), START);
}

function advance(progress: KanikoProgress, message: string, index: InstructionIndex): KanikoProgress {
  if (/^(?:Taking snapshot|Initializing snapshotter)/.test(message)) return { ...progress, snapshotting: true };
  const unpackedFor = /^Unpacking rootfs as cmd (.*) requires it\.$/s.exec(message)?.[1];
  if (unpackedFor !== undefined) return enterStage(progress, unpackedFor, index);
  const kept = /^(?:Saving file (\S.*) for later use|Storing source image from stage (\S+) at path)/.exec(message);
  if (kept !== null) return keep(progress, kept[1] ?? kept[2] ?? '', index);
  if (/^(?:Deleting filesystem|Building stage )/.test(message))
    return { ...progress, keeping: false, keptFor: undefined };
  if (!INSTRUCTION.test(message)) return progress;
  const instruction = index.find(message, nextAfter(progress));
  const stage = instruction === undefined ? progress.stage : index.stageOf(instruction);
  return { instruction, stage, keptFor: undefined, keeping: false, snapshotting: false };
}

function nextAfter({ instruction, stage }: KanikoProgress): number {
  return (instruction ?? stage ?? -1) + 1;
}

/** The stage is not named, but the first of its instructions that needs the files of the base image is. */
function enterStage(progress: KanikoProgress, quoted: string, index: InstructionIndex): KanikoProgress {
  const needing = index.find(quoted, nextAfter(progress));
  const stage = needing === undefined ? undefined : index.stageOf(needing);
  return { ...START, stage, instruction: undefined };
}

/** Files of a stage are kept under the path that a later instruction copies, an image's under its reference. */
function keep(progress: KanikoProgress, what: string, index: InstructionIndex): KanikoProgress {
  return { ...progress, keptFor: index.copyOf(what, progress.instruction ?? 0), keeping: true, snapshotting: false };
}
