import type { Instruction } from '../../vocabulary/case.ts';
import type { BuildPhase } from '../../vocabulary/trial-outcome.ts';
import { copiesAcrossStages, type InstructionIndex, searchFrom } from '../log/instruction-index.ts';
import { type KanikoProgress, progressIn } from './kaniko-progress.ts';
import type { KanikoTranscript } from './kaniko-transcript.ts';

/** Where a build failed. */
export interface KanikoPlace {
  readonly phase: BuildPhase;
  readonly instruction: Instruction | undefined;
}

/** Finds where an executor gave up, from its last words and from how far its log shows it to have come. */
export function placeOfFailure({ entries, lastWords }: KanikoTranscript, known: InstructionIndex): KanikoPlace {
  const { instructions } = known;
  const progress = progressIn(entries, known);
  const { phase, index } = locate(lastWords?.text ?? '', progress, instructions);
  return { phase, instruction: index === undefined ? undefined : instructions[index] };
}

const EXECUTING = /^error building image: error building stage: failed to execute command: /;

interface Location {
  readonly phase: BuildPhase;
  readonly index?: number | undefined;
}

function locate(error: string, progress: KanikoProgress, instructions: readonly Instruction[]): Location {
  const outside = locateOutsideStages(error);
  if (outside !== undefined) return outside;
  if (EXECUTING.test(error)) return locateInStage(error, progress, instructions);
  const find = (condition: (instruction: Instruction) => boolean): number | undefined =>
    searchFrom(instructions, (progress.instruction ?? progress.stage ?? -1) + 1, condition);
  const unparsable = /line (\d{1,10})/.exec(textAfter(error, 'parsing dockerfile: '))?.[1];
  if (unparsable !== undefined) return { phase: 'instruction', index: find(({ line }) => line === Number(unparsable)) };
  if (/failed to get (?:filesystem from image|baseImage)/.test(error)) return { phase: 'base', index: progress.stage };
  // The files of one stage make room for the base image of the next.
  if (error.includes('deleting file system after stage')) {
    return { phase: 'base', index: find(({ keyword }) => keyword === 'FROM') };
  }
  if (progress.keeping || /could not save file|to create workspace for stage/.test(error)) {
    return { phase: 'cross-stage-copy', index: progress.keptFor };
  }
  // The files that an instruction copies are looked up before the log names it.
  const copying = error.includes('failed to get files used from context');
  if (copying) return { phase: 'instruction', index: find(({ keyword }) => keyword === 'COPY' || keyword === 'ADD') };
  return locateInStage(error, progress, instructions);
}

function textAfter(text: string, beginning: string): string {
  const at = text.indexOf(beginning);
  return at === -1 ? '' : text.slice(at + beginning.length);
}

function locateOutsideStages(error: string): Location | undefined {
  if (/^error (?:pushing image|checking push permissions?)/.test(error)) return { phase: 'push' };
  return /^(?:Error: )?error resolving (?:source context|dockerfile path)/.test(error)
    ? { phase: 'context' }
    : undefined;
}

function locateInStage(error: string, progress: KanikoProgress, instructions: readonly Instruction[]): Location {
  const index = progress.instruction;
  if (error.includes('failed to execute command')) {
    const crosses = index !== undefined && copiesAcrossStages(instructions[index]);
    return { phase: crosses ? 'cross-stage-copy' : 'instruction', index };
  }
  return { phase: progress.snapshotting ? 'snapshot' : 'unknown', index };
}
