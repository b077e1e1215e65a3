import type { ParameterExpansionPart, Word, WordPart } from 'unbash';
import type { Written } from '../model/written.ts';
import { BREAK, fieldsOf, type Pieces, type Segment, textOfPieces } from './fields.ts';
import { applyOperation } from './parameter-operations.ts';
import type { HeldValue, ShellState } from './shell-state.ts';

/** The words that a word of a command becomes. */
export function expandToFields(word: Word, state: ShellState): Written[] {
  return fieldsOf(piecesOf(word, state), state.script.placeAt(word.pos));
}

/** The text that a word becomes where it is not split: in an assignment, behind a default. */
export function expandToText(word: Word, state: ShellState): Written {
  return textOfPieces(piecesOf(word, state), state.script.placeAt(word.pos));
}

function piecesOf(word: Word, state: ShellState): Pieces {
  if (word.parts === undefined) return [literal(word.value, state)];
  return word.parts.flatMap((part) => piecesOfPart(part, false, state));
}

function piecesOfPart(part: WordPart, isQuoted: boolean, state: ShellState): Pieces {
  switch (part.type) {
    case 'Literal':
      return [literal(part.value, state)];
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ ...literal(part.value, state), isQuoted: true }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return doubleQuoted(part.parts, state);
    case 'SimpleExpansion':
      return namedPieces(part.text.slice(1), { text: part.text, pos: part.pos }, isQuoted, state);
    case 'ParameterExpansion':
      return parameterPieces(part, isQuoted, state);
    case 'CommandExpansion':
      return [commandSegment(part, isQuoted, state)];
    case 'ArithmeticExpansion':
      return [unresolvedSegment(part.text, part, state)];
    default:
      return [literal(part.text, state)];
  }
}

/** `"$@"` in quotes makes as many words as there are, also none. */
function doubleQuoted(parts: readonly WordPart[], state: ShellState): Pieces {
  const pieces = parts.flatMap((part) => piecesOfPart(part, true, state));
  const isList = parts.length === 1 && parts[0] !== undefined && /^\$(?:@|\{[^}]*\[@\]\}|\{@\})$/.test(parts[0].text);
  return isList ? pieces : [{ text: '', splits: false, isQuoted: true }, ...pieces];
}

function literal(text: string, { script }: ShellState): Segment {
  // What was put there before the shell reads it is told of the words in which it stands.
  const resolved = (script.resolved ?? []).filter(({ value }) => value !== '' && text.includes(value));
  const unresolved = (script.unresolved ?? []).filter(({ reference }) => text.includes(reference));
  return { text, splits: false, isQuoted: false, resolved, unresolved };
}

/** How a reference is spelt, and where it begins in the script. */
interface Spelt {
  readonly text: string;
  readonly pos: number;
}

/** `$NAME`, `$1`, `$@`. */
function namedPieces(name: string, spelt: Spelt, isQuoted: boolean, state: ShellState): Pieces {
  const held = heldValue(name, state);
  if (held === undefined || held.kind === 'computed') return [unresolvedSegment(name, spelt, state)];
  const size = held.kind === 'list' ? sizeOfList(held.values) : held.value.value.length;
  if (!hasRoom(size, state)) return [unresolvedSegment(name, spelt, state)];
  return held.kind === 'list' ? listPieces(held.values, isQuoted) : [valueSegment(name, held, isQuoted)];
}

/** A word of a list takes more room than its characters. */
function sizeOfList(values: readonly Written[]): number {
  return values.reduce((sum, { value }) => sum + value.length + 100, 0);
}

/** Whether a value may still be put in the place of a name. */
function hasRoom(size: number, { budget }: ShellState): boolean {
  budget.characters -= size;
  return budget.characters >= 0;
}

function listPieces(values: readonly Written[], isQuoted: boolean): Pieces {
  return values.flatMap((value, index) => [
    ...(index === 0 ? [] : ([BREAK] as const)),
    { text: value.value, splits: !isQuoted, isQuoted, resolved: value.resolved, unresolved: value.unresolved },
  ]);
}

function parameterPieces(part: ParameterExpansionPart, isQuoted: boolean, state: ShellState): Pieces {
  const { parameter, operation, prefix, index } = part;
  if (index !== undefined && /^[@*]$/.test(index.value) && operation === undefined && prefix === undefined) {
    return namedPieces(parameter, part, isQuoted, state);
  }
  if (index !== undefined || prefix !== undefined) return [unresolvedSegment(parameter, part, state)];
  if (operation === undefined) return namedPieces(parameter, part, isQuoted, state);
  const held = heldValue(parameter, state);
  const applied = applyOperation(operation, held, {
    name: parameter,
    expand: (word) => expandToText(word, state),
    place: state.script.placeAt(part.pos),
  });
  if (applied === undefined || !hasRoom(applied.value.value.length, state)) {
    return [unresolvedSegment(parameter, part, state)];
  }
  return [valueSegment(parameter, applied, isQuoted)];
}

function valueSegment(name: string, { value, from }: Extract<HeldValue, { kind: 'text' }>, isQuoted: boolean): Segment {
  return {
    text: value.value,
    splits: !isQuoted,
    isQuoted,
    resolved: [{ name, value: value.value, from }, ...value.resolved],
    unresolved: value.unresolved,
  };
}

/** What a command prints: the working directory for `pwd`, else what `--set` says. */
function commandSegment({ text, pos }: Spelt, isQuoted: boolean, state: ShellState): Segment {
  const known = state.script.unresolved?.find(({ reference }) => reference === text);
  if (known !== undefined) return { text, splits: false, isQuoted, unresolved: [known] };
  const inner = text.replace(/^\$\(\s*|^`\s*|\s*\)$|\s*`$/g, '');
  if (inner === 'pwd' || inner === 'pwd -P') return { text: state.workingDirectory, splits: !isQuoted, isQuoted };
  const output = state.outputs.get(inner);
  if (output !== undefined) return { text: output, splits: !isQuoted, isQuoted };
  return unresolvedSegment(text, { text, pos }, state);
}

function unresolvedSegment(name: string, { text, pos }: Spelt, state: ShellState): Segment {
  const given = state.given.get(name);
  if (given !== undefined) {
    const from = { kind: 'given', option: `--set ${name}` } as const;
    return { text: given, splits: true, isQuoted: false, resolved: [{ name, value: given, from }] };
  }
  const place = state.script.placeAt(pos);
  return { text, splits: false, isQuoted: false, unresolved: [{ name, reference: text, place }] };
}

/** What a variable holds; undefined where nothing gives it a value. */
function heldValue(name: string, state: ShellState): HeldValue | undefined {
  if (name === '@' || name === '*') {
    return state.positional === undefined ? undefined : { kind: 'list', values: state.positional };
  }
  if (/^[1-9]\d*$/.test(name)) {
    const value = state.positional?.[Number(name) - 1];
    return value === undefined ? undefined : { kind: 'text', value, from: { kind: 'written', place: value.place } };
  }
  const held = state.variables.get(name);
  if (held !== undefined && held.kind !== 'computed') return held;
  const given = state.given.get(name);
  if (given !== undefined) return givenValue(name, given, state);
  if (name === 'PWD')
    return {
      kind: 'text',
      value: plain(state.workingDirectory, state),
      from: { kind: 'assumed', because: 'the directory that the script is in by then' },
    };
  return held;
}

function givenValue(name: string, given: string, state: ShellState): HeldValue {
  return { kind: 'text', value: plain(given, state), from: { kind: 'given', option: `--set ${name}` } };
}

function plain(value: string, { script }: ShellState): Written {
  return { value, place: script.placeAt(0), resolved: [], unresolved: [] };
}
