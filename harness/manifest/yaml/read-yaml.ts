import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import type { ManifestProblem } from '../model/problem.ts';
import type { Place } from '../model/stated.ts';
import { helmProblem, isHelmTemplate } from './helm-template.ts';
import { locate, MOST_VALUES } from './locate.ts';
import type { YamlValue } from './yaml-value.ts';

/** One document of a YAML text. */
export interface YamlDocument {
  readonly file: string;
  /** The first one of a text has 0. */
  readonly index: number;
  readonly root: YamlValue;
}

/** What a YAML text holds. */
export interface YamlReading {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly ManifestProblem[];
}

/** Where a YAML text stands: at the beginning of a file, unless it is a part of one. */
export interface YamlPlace {
  readonly file: string;
  /** The line of its first line. @default 1 */
  readonly firstLine?: number;
}

/** The longest text that is read, in characters: pipelines are kilobytes. */
export const LONGEST_MANIFEST = 4 * 2 ** 20;

/** How deep lists and maps in brackets may be nested. */
const DEEPEST = 1_000;

const SPLIT = 'Give the manifest of the builds alone.';
const TOO_DEEP = 'The text is nested too deep to be read.';

/**
 * Reads a YAML text. A document with a fault is left out and told; the others are read. A text that is too large or nested too
 * deep is told, and nothing of it is read. An alias leads to the value of its anchor, which is there once, so that aliases of
 * aliases cost nothing.
 */
export function readYaml(text: string, where: YamlPlace): YamlReading {
  const placeOf = (line: number): Place => ({ file: where.file, line: line + (where.firstLine ?? 1) - 1 });
  const refused = (what: string, line = 1): YamlReading => ({
    documents: [],
    problems: [{ kind: 'input', place: placeOf(line), what, wayOut: SPLIT }],
  });
  if (text.length > LONGEST_MANIFEST) return refused('The text is larger than 4 MiB, so it is not read.');
  const nested = tooDeepAt(text);
  if (nested !== undefined) return refused(TOO_DEEP, nested);
  if (isHelmTemplate(text)) return { documents: [], problems: [helmProblem(text, placeOf)] };
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' });
    const read = [...parsed].map((one, index) => readDocument(one, index, { file: where.file, lines, placeOf }));
    return {
      documents: read.flatMap(({ document }) => document ?? []),
      problems: read.flatMap(({ problem }) => problem ?? []),
    };
  } catch (error) {
    // The parser calls itself for each level.
    if (error instanceof RangeError) return refused(TOO_DEEP);
    throw error;
  }
}

interface Reader {
  readonly file: string;
  readonly lines: LineCounter;
  readonly placeOf: (line: number) => Place;
}

function readDocument(
  parsed: Document.Parsed,
  index: number,
  reader: Reader,
): { readonly document?: YamlDocument; readonly problem?: ManifestProblem } {
  const problem = (line: number, what: string, wayOut: string): { readonly problem: ManifestProblem } => ({
    problem: { kind: 'input', place: reader.placeOf(line), what, wayOut },
  });
  const [fault] = parsed.errors;
  if (fault !== undefined) {
    const [message = ''] = fault.message.split('\n');
    const what = `The document is not valid YAML: ${message.replace(/ at line .*$/, '')}.`;
    return problem(reader.lines.linePos(fault.pos[0]).line, what, 'Correct the document.');
  }
  if (parsed.contents === null) return {};
  const line = reader.lines.linePos(parsed.range[0]).line;
  const root = locate(parsed, reader);
  if (root !== undefined) return { document: { file: reader.file, index, root } };
  return problem(line, `The document has more than ${MOST_VALUES} values, so it is not read.`, SPLIT);
}

/** The line on which brackets are nested too deep; undefined where none is. Blocks are as deep as they are indented. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let line = 1;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '\n') line += 1;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return line;
  }
  return undefined;
}
