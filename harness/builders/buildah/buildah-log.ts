import { plainLines } from '../../text/plain-lines.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import type { BuildPhase } from '../../vocabulary/trial-outcome.ts';
import type { FailureReading } from '../builder.ts';
import { copiesAcrossStages, findInstruction } from '../log/find-instruction.ts';
import { isDiskFull, transferFault } from '../log/infrastructure-fault.ts';
import { signatureOf } from '../log/signature.ts';
import { shortened, tellingLine } from '../log/telling-line.ts';

/** Where a build failed and what it said. */
interface Account {
  readonly phase: BuildPhase;
  readonly instruction: Instruction | undefined;
  readonly message: string;
}

const STEP = /^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: (.*)$/;

/** What Buildah says of its own work, and never tells why a command failed. */
const CHATTER =
  /^(?:subprocess exited with status|Getting image source|Copying (?:blob|config)|Writing manifest|Storing signatures|Resolving "|Trying to pull|COMMIT |Error: |time=")/;

/** What Buildah's wrapper processes add to the end of a command's last line. */
const TRAILER = /(?:process exited with error: .*|subprocess exited with status \d+)$/;

/** Reads why Buildah, or the gate before it, gave up from what it wrote. */
export function readBuildahFailure(
  exitCode: number,
  log: string,
  instructions: readonly Instruction[],
): FailureReading {
  const lines = plainLines(log);
  const gate = lines.find((line) => line.startsWith('buildah-gate: the context'));
  if (gate !== undefined) return { kind: 'infrastructure', class: 'context', message: gate };
  const { phase, instruction, message } = readAccount(exitCode, lines, instructions);
  if (isDiskFull(message)) return { kind: 'infrastructure', class: 'disk', message };
  const fault = phase === 'base' || phase === 'push' ? transferFault(message) : undefined;
  if (fault !== undefined) return { kind: 'infrastructure', class: fault, message };
  const at = instruction === undefined ? null : { line: instruction.line, text: instruction.text };
  return { kind: 'build', failure: { phase, instruction: at, message, signature: signatureOf(message) } };
}

function readAccount(exitCode: number, lines: readonly string[], instructions: readonly Instruction[]): Account {
  const error = lines.findLast((line) => line.startsWith('Error: '))?.slice('Error: '.length);
  const step = lastStep(lines, instructions);
  const instruction = step === undefined ? undefined : instructions[step];
  if (lines.includes('buildah-gate: pushing')) return account('push', undefined, error ?? `exit code ${exitCode}`);
  if (error?.startsWith('creating build container: ')) return account('base', instruction, innermost(error));
  if (error?.startsWith('building at STEP "') !== true) {
    return account('unknown', instruction, error ?? lastWords(lines) ?? `exit code ${exitCode}`);
  }
  const crosses = copiesAcrossStages(instruction);
  const told = innermost(error.replace(/^building at STEP ".*?": /, ''));
  const message = /: exit status \d+$/.test(error) ? (tellingLine(commandOutput(lines)) ?? told) : told;
  return account(crosses ? 'cross-stage-copy' : 'instruction', instruction, message);
}

function account(phase: BuildPhase, instruction: Instruction | undefined, message: string): Account {
  return { phase, instruction, message: shortened(message) };
}

/** The steps follow the Dockerfile, each with its text. */
function lastStep(lines: readonly string[], instructions: readonly Instruction[]): number | undefined {
  let current: number | undefined;
  for (const line of lines) {
    const quoted = STEP.exec(line)?.[1];
    if (quoted !== undefined) current = findInstruction(instructions, quoted, (current ?? -1) + 1);
  }
  return current;
}

/** The layers of wrapping print whole structures of the program; the reason stands at the end. */
function innermost(error: string): string {
  const reason = error.replace(/^.*(?:\}: copier: \w+: |stderr: )/s, '').replace(/ exit status \d+$/, '');
  return reason.replace(/^creating build container: /, '');
}

function commandOutput(lines: readonly string[]): string[] {
  const start = lines.findLastIndex((line) => STEP.test(line)) + 1;
  return lines
    .slice(start)
    .filter((line) => !CHATTER.test(line))
    .map((line) => line.replace(TRAILER, ''));
}

function lastWords(lines: readonly string[]): string | undefined {
  return tellingLine(lines.filter((line) => !CHATTER.test(line) && !STEP.test(line)));
}
