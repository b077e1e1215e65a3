import { plainLines } from '../../text/plain-lines.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { NO_SANDBOX_FACTS, type SandboxFacts } from '../../vocabulary/sandbox-facts.ts';
import type { BuildPhase } from '../../vocabulary/trial-outcome.ts';
import type { FailureReading } from '../builder.ts';
import { confirmedFault } from '../log/infrastructure-fault.ts';
import { copiesAcrossStages, type InstructionIndex, indexInstructions } from '../log/instruction-index.ts';
import { signatureOf } from '../log/signature.ts';
import { shortened, shortenedInside, tellingLine } from '../log/telling-line.ts';

/** Where a build failed and what it said. */
interface Account {
  readonly phase: BuildPhase;
  readonly instruction: Instruction | undefined;
  readonly message: string;
  /** Whether nothing but Buildah can have written the message. */
  readonly isCertain: boolean;
}

const STEP = /^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: (.*)$/;

/** What Buildah says of its own work, and never tells why a command failed. */
const CHATTER =
  /^(?:subprocess exited with status|Getting image source|Copying (?:blob|config)|Writing manifest|Storing signatures|Resolving "|Trying to pull|COMMIT |Error: |time=")/;

/** What Buildah's wrapper processes add to the end of a command's last line. */
const TRAILERS = [/process exited with error: .*$/s, /subprocess exited with status \d{1,3}$/];

/** What Buildah itself says when it gives up: where, and why. A command's last line without an end may stand before it. */
const GIVES_UP = /Error: (?:building at STEP "|creating build container: |pushing image "|committing )/;

/** What is looked at of a line; a step may hold a whole here-document. */
const LONGEST_ERROR = 16_384;

/**
 * Reads why Buildah, or the gate before it, gave up from what it wrote. Its time grows with the length of the log alone. A reason that
 * a command can have written is the build's, whatever it says.
 */
export function readBuildahFailure(
  exitCode: number,
  log: string,
  instructions: readonly Instruction[],
  facts: SandboxFacts = NO_SANDBOX_FACTS,
): FailureReading {
  const lines = plainLines(log);
  const known = indexInstructions(instructions);
  const steps = stepsOf(lines, known);
  // Before the first step nothing of the build has run.
  const gate = lines.slice(0, steps.first).find((line) => line.startsWith('buildah-gate: the context'));
  if (gate !== undefined) return { kind: 'infrastructure', class: 'context', message: gate };
  const { phase, instruction, message, isCertain } = readAccount(exitCode, { lines, steps, known });
  const fault = confirmedFault({ message, isCertain, isTransfer: phase === 'base' || phase === 'push' }, facts);
  if (fault !== undefined) return fault;
  const at = instruction === undefined ? null : { line: instruction.line, text: instruction.text };
  return { kind: 'build', failure: { phase, instruction: at, message, signature: signatureOf(message) } };
}

/** What is known of a log when its end is read. */
interface ReadLog {
  readonly lines: readonly string[];
  readonly steps: Steps;
  readonly known: InstructionIndex;
}

function readAccount(exitCode: number, { lines, steps, known }: ReadLog): Account {
  const errors = [...new Set(lines.flatMap(ownError))];
  const error = errors.at(-1);
  const instruction = steps.current === undefined ? undefined : known.instructions[steps.current];
  const isCertain = errors.length === 1 || steps.commands === 0;
  const told = (phase: BuildPhase, text: string, isOwn = error !== undefined): Account => {
    return { phase, instruction, message: shortened(text), isCertain: isOwn && isCertain };
  };
  if (error?.startsWith('creating build container: ')) return told('base', innermost(error));
  if (error?.startsWith('building at STEP "')) {
    const words = / exit status \d+$/.test(error) ? tellingLine(commandOutput(lines)) : undefined;
    const phase = copiesAcrossStages(instruction) ? 'cross-stage-copy' : 'instruction';
    return told(phase, words ?? innermost(afterStep(error)), words === undefined);
  }
  if (steps.isPushing)
    return { ...told('push', error ?? lastWords(lines) ?? `exit code ${exitCode}`), instruction: undefined };
  return told('unknown', error ?? lastWords(lines) ?? `exit code ${exitCode}`);
}

/** What Buildah says in a line of why it gives up. */
function ownError(line: string): string[] {
  const at = line.search(GIVES_UP);
  return at === -1 ? [] : [shortenedInside(line.slice(at + 'Error: '.length), LONGEST_ERROR)];
}

/** What follows the quoted step, which may hold quotation marks itself. */
function afterStep(error: string): string {
  const end = error.lastIndexOf('": ');
  return end === -1 ? error : error.slice(end + '": '.length);
}

/** How far a build came. */
interface Steps {
  /** The line of the first one. */
  readonly first: number;
  /** The index of the instruction that was begun last. */
  readonly current: number | undefined;
  /** How many of them run commands. */
  readonly commands: number;
  /** Whether the gate said that all is built, and no step followed. */
  readonly isPushing: boolean;
}

/** The steps follow the Dockerfile, each with its text. What a command prints in their form is none if the Dockerfile has no such line. */
function stepsOf(lines: readonly string[], known: InstructionIndex): Steps {
  let steps: Steps = { first: lines.length, current: undefined, commands: 0, isPushing: false };
  for (const [at, line] of lines.entries()) {
    if (line === 'buildah-gate: pushing') steps = { ...steps, isPushing: true };
    const quoted = STEP.exec(line)?.[1];
    if (quoted === undefined) continue;
    const current = known.find(quoted, (steps.current ?? -1) + 1);
    const commands = steps.commands + (/^RUN\b/i.test(quoted) ? 1 : 0);
    steps = { first: Math.min(steps.first, at), current, commands, isPushing: false };
  }
  return steps;
}

/** The layers of wrapping print whole structures of the program; the reason stands at the end. */
function innermost(error: string): string {
  const reason = error.replace(/^.*(?:\}: copier: \w{1,40}: |stderr: )/s, '').replace(/ exit status \d+$/, '');
  return reason.replace(/^creating build container: /, '');
}

function commandOutput(lines: readonly string[]): string[] {
  const start = lines.findLastIndex((line) => STEP.test(line)) + 1;
  return lines
    .slice(start)
    .filter((line) => !CHATTER.test(line))
    .map((line) => TRAILERS.reduce((rest, trailer) => rest.replace(trailer, ''), line.slice(0, endOfWords(line))));
}

function endOfWords(line: string): number {
  const at = line.search(GIVES_UP);
  return at === -1 ? line.length : at;
}

function lastWords(lines: readonly string[]): string | undefined {
  return tellingLine(lines.filter((line) => !CHATTER.test(line) && !STEP.test(line)));
}
