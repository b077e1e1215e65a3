import type { Instruction } from '../../vocabulary/case.ts';
import type { BuildPhase } from '../../vocabulary/trial-outcome.ts';
import type { FailureReading } from '../builder.ts';
import { isDiskFull, transferFault } from '../log/infrastructure-fault.ts';
import { signatureOf } from '../log/signature.ts';
import { shortened, tellingLine } from '../log/telling-line.ts';
import { placeOfFailure } from './kaniko-place.ts';
import { type KanikoTranscript, readTranscript } from './kaniko-transcript.ts';

/** Exit codes of a process that was killed from outside, by SIGKILL and SIGTERM. */
const KILLED: ReadonlySet<number> = new Set([137, 143]);

/** What stops the reading of a context that is cut off or no gzip tar: the stream's fault, never the build's. */
const BROKEN_CONTEXT =
  /error resolving source context: (?:.*: )?(?:unexpected EOF|EOF|gzip: .*|flate: .*|archive\/tar: .*)$/;

/** Words that wrap the reason and say no more than the phase does. */
const WRAPPERS =
  /^(?:Error|error (?:building image|building stage|pushing image|resolving source context)|failed to (?:execute command|get filesystem from image|take snapshot)|could not save file|waiting for process to exit): /;

/** Phases in which Kaniko talks to a registry. In others a network that fails is the build's own: its case has none. */
const TRANSFERRING: ReadonlySet<BuildPhase> = new Set(['base', 'cross-stage-copy', 'push', 'unknown']);

/** Reads why an executor gave up, from its exit code and what it wrote. */
export function readKanikoFailure(exitCode: number, log: string, instructions: readonly Instruction[]): FailureReading {
  const transcript = readTranscript(log);
  const { phase, instruction } = placeOfFailure(transcript, instructions);
  const message = shortened(reasonOf(transcript) ?? `The executor ended with exit code ${exitCode} and no reason`);
  const fault = readFault(exitCode, transcript, phase, message);
  if (fault !== undefined) return fault;
  const at = instruction === undefined ? null : { line: instruction.line, text: instruction.text };
  return { kind: 'build', failure: { phase, instruction: at, message, signature: signatureOf(message) } };
}

function readFault(
  exitCode: number,
  transcript: KanikoTranscript,
  phase: BuildPhase,
  message: string,
): FailureReading | undefined {
  if (transcript.error === undefined && KILLED.has(exitCode)) {
    const killed = `The executor was killed (exit code ${exitCode}) before it could give a reason`;
    return { kind: 'infrastructure', class: 'killed', message: killed };
  }
  if (BROKEN_CONTEXT.test(transcript.error ?? '')) return { kind: 'infrastructure', class: 'context', message };
  if (isDiskFull(message)) return { kind: 'infrastructure', class: 'disk', message };
  const fault = TRANSFERRING.has(phase) && transcript.error !== undefined ? transferFault(message) : undefined;
  return fault === undefined ? undefined : { kind: 'infrastructure', class: fault, message };
}

function reasonOf({ entries, error, commandOutput }: KanikoTranscript): string | undefined {
  if (error === undefined) return tellingLine(commandOutput);
  const reason = unwrapped(error);
  if (/^exit status \d+$/.test(reason)) return tellingLine(commandOutput) ?? reason;
  if (!reason.includes('image not found on any configured')) return reason;
  // With a mirror the error says only that the image is nowhere, and a warning before it why.
  return entries.findLast(({ message }) => message.startsWith('Failed to retrieve image'))?.message ?? reason;
}

/** Takes wrappers off while the rest still says more than that something was refused. */
function unwrapped(error: string): string {
  const rest = error.replace(WRAPPERS, '');
  return rest === error || /^(?:operation not permitted|permission denied)$/.test(rest) ? error : unwrapped(rest);
}
