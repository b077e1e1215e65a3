import { plainText } from '../../text/plain-lines.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { NO_SANDBOX_FACTS, type SandboxFacts } from '../../vocabulary/sandbox-facts.ts';
import type { BuildPhase } from '../../vocabulary/trial-outcome.ts';
import type { FailureReading } from '../builder.ts';
import { confirmedFault } from '../log/infrastructure-fault.ts';
import { indexInstructions } from '../log/instruction-index.ts';
import { signatureOf } from '../log/signature.ts';
import { shortened, tellingLine } from '../log/telling-line.ts';
import { placeOfFailure } from './kaniko-place.ts';
import { namesInstruction } from './kaniko-progress.ts';
import { type KanikoTranscript, readTranscript } from './kaniko-transcript.ts';

/** Exit codes of a process that was killed from outside, by SIGKILL and SIGTERM. */
const KILLED: ReadonlySet<number> = new Set([137, 143]);

/** What stops the reading of a context that is cut off or no gzip tar: the stream's fault, never the build's. */
const BROKEN_CONTEXT =
  /^(?:Error: )?error resolving source context: (?:.*: )?(?:unexpected EOF|EOF|gzip: .*|flate: .*|archive\/tar: .*)$/;

/** Words that wrap the reason and say no more than the phase does. */
const WRAPPERS =
  /^(?:Error|error (?:building image|building stage|pushing image|resolving source context)|failed to (?:execute command|get filesystem from image|take snapshot)|could not save file|waiting for process to exit): /;

/** Phases in which Kaniko talks to a registry. In others a network that fails is the build's own: its case has none. */
const TRANSFERRING: ReadonlySet<BuildPhase> = new Set(['base', 'cross-stage-copy', 'push', 'unknown']);

/**
 * Reads why an executor gave up, from its exit code and what it wrote. Its time grows with the length of the log alone. A reason that
 * a command can have written is the build's, whatever it says.
 */
export function readKanikoFailure(
  exitCode: number,
  log: string,
  instructions: readonly Instruction[],
  facts: SandboxFacts = NO_SANDBOX_FACTS,
): FailureReading {
  const known = indexInstructions(instructions);
  const transcript = readTranscript(log, exitCode, (message) => namesInstruction(message, known));
  const { phase, instruction } = placeOfFailure(transcript, known);
  const reason = reasonOf(transcript);
  const message = shortened(plainText(reason?.text ?? `The executor ended with exit code ${exitCode} and no reason`));
  const fault =
    faultOfExecutor(exitCode, transcript, message) ??
    confirmedFault({ message, isCertain: reason?.isCertain === true, isTransfer: TRANSFERRING.has(phase) }, facts);
  if (fault !== undefined) return fault;
  const at = instruction === undefined ? null : { line: instruction.line, text: instruction.text };
  return { kind: 'build', failure: { phase, instruction: at, message, signature: signatureOf(message) } };
}

/** What ends an executor before a build can have a say in it, or from outside. */
function faultOfExecutor(
  exitCode: number,
  { lastWords }: KanikoTranscript,
  message: string,
): FailureReading | undefined {
  if (lastWords === undefined && KILLED.has(exitCode)) {
    const killed = `The executor was killed (exit code ${exitCode}) before it could give a reason`;
    return { kind: 'infrastructure', class: 'killed', message: killed };
  }
  if (lastWords?.isCertain !== true || !BROKEN_CONTEXT.test(lastWords.text)) return undefined;
  return { kind: 'infrastructure', class: 'context', message };
}

interface Reason {
  readonly text: string;
  /** Whether nothing but the executor can have written it. */
  readonly isCertain: boolean;
}

function reasonOf({ entries, lastWords, commandOutput }: KanikoTranscript): Reason | undefined {
  const told = tellingLine(commandOutput);
  const byCommand = told === undefined ? undefined : { text: told, isCertain: false };
  if (lastWords === undefined) return byCommand;
  const own = { ...lastWords, text: unwrapped(lastWords.text) };
  if (/^exit status \d+$/.test(own.text)) return byCommand ?? own;
  if (!own.text.includes('image not found on any configured')) return own;
  // With a mirror the error says only that the image is nowhere, and a warning before it why.
  const warning = entries.findLast(({ message }) => message.startsWith('Failed to retrieve image'))?.message;
  return { ...own, text: warning ?? own.text };
}

/** Takes wrappers off while the rest still says more than that something was refused. */
function unwrapped(error: string): string {
  for (let text = error; ; ) {
    const rest = text.replace(WRAPPERS, '');
    if (rest === text || /^(?:operation not permitted|permission denied)$/.test(rest)) return text;
    text = rest;
  }
}
