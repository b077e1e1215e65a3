import { DockerfileParser } from 'dockerfile-ast';
import { HarnessError } from '../../errors.ts';
import { countOf, numberText } from '../../text/plain-text.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { findBaseReferences } from './base-references.ts';
import { findDockerfileFault } from './find-fault.ts';

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

/** A longer Dockerfile is refused: what reads it, here and in builders, takes a time that grows with it. */
const LONGEST_TEXT = 256 * 1024;

/** Far more than builders and registries allow, which end at 127 layers on common storage drivers. */
const MOST_INSTRUCTIONS = 10_000;

/** The parser reads the rest of a comment before the first instruction again at each `#` in it. */
const LONGEST_COMMENT = 10_000;

/** The parser looks at every comment once for every stage. Real Dockerfiles have some dozens of stages at most. */
const MOST_STAGES_TIMES_COMMENTS = 1_000_000;

/**
 * Reads the text of a Dockerfile.
 *
 * @throws HarnessError with the line, if it does not parse or lacks the target.
 */
export function parseDockerfile(text: string, settings: DockerfileSettings): ParsedDockerfile {
  const { instructions, escapeCharacter } = parseInstructions(text, settings.file);
  return { instructions, baseReferences: findBaseReferences(instructions, { ...settings, escapeCharacter }) };
}

/**
 * Reads the instructions of a Dockerfile, whatever its arguments are given; `file` is its path, for messages.
 *
 * @throws HarnessError with the line, if it does not parse.
 */
export function parseInstructions(
  text: string,
  file: string,
): { readonly instructions: readonly Instruction[]; readonly escapeCharacter: string } {
  if (text.length > LONGEST_TEXT) throw tooLarge(`${file} is longer than ${numberText(LONGEST_TEXT)} characters`);
  assertFewComments(text, file);
  // Of a line without an end the parser reads the rest again at each `#`.
  const parsed = DockerfileParser.parse(/[\r\n]/.test(text) ? text : `${text}\n`);
  const escapeCharacter = parsed.getEscapeCharacter();
  const found = parsed.getInstructions();
  if (found.length > MOST_INSTRUCTIONS) {
    throw tooLarge(`${file} has more than ${numberText(MOST_INSTRUCTIONS)} instructions`);
  }
  const instructions = found.map(
    (instruction): Instruction => ({
      keyword: instruction.getKeyword(),
      line: (instruction.getRange()?.start.line ?? 0) + 1,
      text: joinLines(instruction.getTextContent(), escapeCharacter),
    }),
  );
  const fault = findDockerfileFault(instructions);
  if (fault !== undefined) throw new HarnessError('BAD_DOCKERFILE', `${file}:${fault.line}: ${fault.message}`);
  return { instructions, escapeCharacter };
}

function assertFewComments(text: string, file: string): void {
  if (new RegExp(`^[ \\t]*#.{${LONGEST_COMMENT}}`, 'm').test(text)) {
    throw tooLarge(`${file} has a comment that is longer than ${numberText(LONGEST_COMMENT)} characters`);
  }
  const [stages, comments] = [linesLike(/^[ \t]*FROM\s/gim, text), linesLike(/^[ \t]*#/gm, text)];
  if (stages * comments <= MOST_STAGES_TIMES_COMMENTS) return;
  const many = `${countOf(stages, 'stage')} and ${countOf(comments, 'comment')}`;
  throw new HarnessError('BAD_DOCKERFILE', `${file} has ${many}, which takes too long to read`, {
    hint: 'Remove comments, or split the Dockerfile.',
  });
}

function linesLike(pattern: RegExp, text: string): number {
  return Array.from(text.matchAll(pattern)).length;
}

function tooLarge(message: string): HarnessError {
  return new HarnessError('BAD_DOCKERFILE', message, { hint: 'Put what is long into files of the context.' });
}

/** Joins continued lines with a space and leaves out the comments between them; the lines of a heredoc stay lines. */
function joinLines(text: string, escapeCharacter: string): string {
  const header: string[] = [];
  const lines = text.split(/\r?\n/);
  let read = 0;
  for (let isContinued = true; isContinued && read < lines.length; read += 1) {
    const line = lines[read]?.trim() ?? '';
    if (header.length > 0 && (line === '' || line.startsWith('#'))) continue;
    isContinued = line.endsWith(escapeCharacter);
    header.push(isContinued ? line.slice(0, -1).trimEnd() : line);
  }
  return [header.filter((part) => part !== '').join(' '), ...lines.slice(read)].join('\n');
}
