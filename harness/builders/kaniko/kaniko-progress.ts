import type { Instruction } from '../../vocabulary/case.ts';
import { copiesAcrossStages, findInstruction, searchFrom, stageOf } from '../log/find-instruction.ts';
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

const INSTRUCTION =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s/;

/** Follows Kaniko's log through the Dockerfile. */
export function progressIn(entries: readonly LogEntry[], instructions: readonly Instruction[]): KanikoProgress {
  return entries.reduce((progress, entry) => advance(progress, entry.message, instructions), START);
}

function advance(progress: KanikoProgress, message: string, instructions: readonly Instruction[]): KanikoProgress {
  if (/^(?:Taking snapshot|Initializing snapshotter)/.test(message)) return { ...progress, snapshotting: true };
  const unpackedFor = /^Unpacking rootfs as cmd (.*) requires it\.$/s.exec(message)?.[1];
  if (unpackedFor !== undefined) return enterStage(progress, unpackedFor, instructions);
  const kept = /^(?:Saving file (\S.*) for later use|Storing source image from stage (\S+) at path)/.exec(message);
  if (kept !== null) return keep(progress, kept[1] ?? kept[2] ?? '', instructions);
  if (/^(?:Deleting filesystem|Building stage )/.test(message))
    return { ...progress, keeping: false, keptFor: undefined };
  if (!INSTRUCTION.test(message)) return progress;
  const instruction = findInstruction(instructions, message, (progress.instruction ?? progress.stage ?? -1) + 1);
  const stage = instruction === undefined ? progress.stage : stageOf(instructions, instruction);
  return { instruction, stage, keptFor: undefined, keeping: false, snapshotting: false };
}

/** The stage is not named, but the first of its instructions that needs the files of the base image is. */
function enterStage(progress: KanikoProgress, quoted: string, instructions: readonly Instruction[]): KanikoProgress {
  const needing = findInstruction(instructions, quoted, (progress.instruction ?? progress.stage ?? -1) + 1);
  const stage = needing === undefined ? undefined : stageOf(instructions, needing);
  return { ...START, stage, instruction: undefined };
}

/** Files of a stage are kept under the path that a later instruction copies, an image's under its reference. */
function keep(progress: KanikoProgress, what: string, instructions: readonly Instruction[]): KanikoProgress {
  const from = progress.instruction ?? 0;
  const words = (text: string): string[] => text.split(/\s+/).map((word) => word.replace(/^\/|\/$/g, ''));
  const keptFor =
    searchFrom(
      instructions,
      from,
      (candidate) =>
        copiesAcrossStages(candidate) &&
        words(candidate.text).some((word) => word === what || word === `--from=${what}`),
    ) ?? searchFrom(instructions, from, copiesAcrossStages);
  return { ...progress, keptFor, keeping: true, snapshotting: false };
}
