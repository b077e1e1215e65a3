import { DockerfileParser } from 'dockerfile-ast';
import { ValidationCode, validate } from 'dockerfile-utils';
import { HarnessError } from '../../errors.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { findBaseReferences } from './base-references.ts';

/** What a Dockerfile says, as far as the harness needs it. */
export interface ParsedDockerfile {
  readonly instructions: readonly Instruction[];
  /** Images that the build starts from or copies from, variables replaced, each once, in order of appearance. */
  readonly baseReferences: readonly string[];
}

/** What decides how a Dockerfile is read. */
export interface DockerfileSettings {
  /** Its path, for messages. */
  readonly file: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Build arguments whose values are kept nowhere. @default none */
  readonly secretArguments?: readonly { readonly name: string }[];
  /** Name or number of the stage to build; undefined for the last one. */
  readonly target: string | null;
}

/**
 * What surely is an error. The validator knows fewer flags and values than a current builder does, so whatever else it
 * reports is left for the builder to judge.
 */
const FATAL: ReadonlySet<unknown> = new Set([
  ValidationCode.UNKNOWN_INSTRUCTION,
  ValidationCode.NO_SOURCE_IMAGE,
  ValidationCode.ARGUMENT_MISSING,
  ValidationCode.ARGUMENT_REQUIRES_ONE,
  ValidationCode.ARGUMENT_REQUIRES_AT_LEAST_ONE,
  ValidationCode.ARGUMENT_REQUIRES_TWO,
  ValidationCode.ARGUMENT_REQUIRES_AT_LEAST_TWO,
  ValidationCode.ARGUMENT_REQUIRES_ONE_OR_THREE,
  ValidationCode.INVALID_AS,
]);

/**
 * Reads the text of a Dockerfile.
 *
 * @throws HarnessError with the line, if it does not parse or lacks the target.
 */
export function parseDockerfile(text: string, settings: DockerfileSettings): ParsedDockerfile {
  const fault = validate(text).find(({ code }) => FATAL.has(code));
  if (fault !== undefined) {
    throw new HarnessError('BAD_DOCKERFILE', `${settings.file}:${fault.range.start.line + 1}: ${fault.message}`);
  }
  const parsed = DockerfileParser.parse(text);
  const escapeCharacter = parsed.getEscapeCharacter();
  const instructions = parsed.getInstructions().map(
    (instruction): Instruction => ({
      keyword: instruction.getKeyword(),
      line: (instruction.getRange()?.start.line ?? 0) + 1,
      text: joinLines(instruction.getTextContent(), escapeCharacter),
    }),
  );
  return { instructions, baseReferences: findBaseReferences(instructions, { ...settings, escapeCharacter }) };
}

/** Joins continued lines with a space and leaves out the comments between them; the lines of a heredoc stay lines. */
function joinLines(text: string, escapeCharacter: string): string {
  const header: string[] = [];
  const lines = text.split(/\r?\n/);
  let isContinued = true;
  while (isContinued && lines.length > 0) {
    const line = lines.shift()?.trim() ?? '';
    if (header.length > 0 && (line === '' || line.startsWith('#'))) continue;
    isContinued = line.endsWith(escapeCharacter);
    header.push(isContinued ? line.slice(0, -1).trimEnd() : line);
  }
  return [header.filter((part) => part !== '').join(' '), ...lines].join('\n');
}
