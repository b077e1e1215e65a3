import type { Assignment, Command, CommandNode, CompoundList } from 'unbash';
import { absolutePath } from '../executor/executor-context.ts';
import type { Place } from '../model/stated.ts';
import { plainWritten, type Written } from '../model/written.ts';
import { expandToFields, expandToText } from './expand-word.ts';
import { textOfPieces } from './fields.ts';
import type { ScriptText } from './script-text.ts';
import { branchOf, type ShellState } from './shell-state.ts';

/** A simple command of a script, with its words as the shell would make them, as far as they are known. */
export interface ScriptCommand {
  readonly words: readonly Written[];
  readonly place: Place;
  /** Offsets in the script. */
  readonly start: number;
  readonly end: number;
  /** The condition under which it is reached; null for always. */
  readonly only: string | null;
  /** The directory that it is started in. */
  readonly workingDirectory: string;
  /** Variables that it alone is given: `DOCKER_CONFIG=/x /kaniko/executor`. */
  readonly variables: ReadonlyMap<string, Written>;
}

/** Hears of every simple command. */
export type Found = (command: ScriptCommand) => void;

/** How the walk goes on into what a command runs. */
export interface ShellWalk {
  readonly found: Found;
  /** Goes through the script of the state. */
  readonly text: (state: ShellState) => void;
  /** Goes through the body of a function. */
  readonly body: (body: CommandNode | CompoundList, state: ShellState) => void;
}

/** How deep functions may call each other, and scripts be in scripts. */
const DEEPEST = 8;

/** Tells a simple command, and does to what is known what the command does. */
export function runCommand(command: Command, state: ShellState, walk: ShellWalk): void {
  const own = command.prefix.filter((one): one is Assignment => one.type === 'Assignment');
  if (command.name === undefined) {
    for (const assignment of own) assign(assignment, state);
    return;
  }
  const words = [command.name, ...command.args].flatMap((word) =>
    word.type === 'Word' ? expandToFields(word, state) : [assignmentWord(word, state)],
  );
  const { pos: start, end } = command;
  walk.found({
    words,
    variables: new Map(own.map((one) => [one.name, valueText(one, state)] as const)),
    place: state.script.placeAt(start),
    start,
    end,
    only: state.only,
    workingDirectory: state.workingDirectory,
  });
  const [first] = words;
  const called = state.functions.get(first?.value ?? '');
  if (called !== undefined) callFunction(called.body, words.slice(1), state, walk);
  else if (first !== undefined) BUILT_IN.get(first.value)?.({ command, args: words.slice(1), state, walk });
}

/** What a built-in command is given. */
interface Call {
  readonly command: Command;
  readonly args: readonly Written[];
  readonly state: ShellState;
  readonly walk: ShellWalk;
}

type BuiltIn = (call: Call) => void;

const declaration: BuiltIn = ({ command, state }) => {
  for (const one of command.args) if (one.type === 'Assignment') assign(one, state);
};

const shell: BuiltIn = ({ args, state, walk }) => {
  const flag = args.findIndex(({ value }) => /^-[a-z]*c$/.test(value));
  if (flag >= 0) walkInner(args.slice(flag + 1, flag + 2), branchOf(state), walk);
};

/** The commands that change what is known, or run what is in their words. */
const BUILT_IN: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  [
    'cd',
    ({ args: [target], state }) => {
      if (target !== undefined && !target.value.startsWith('-')) {
        state.workingDirectory = absolutePath(target.value, state.workingDirectory);
      }
    },
  ],
  ...['export', 'readonly', 'local', 'declare', 'typeset'].map((name) => [name, declaration] as const),
  [
    'set',
    ({ args, state }) => {
      const end = args.findIndex(({ value }) => value === '--');
      if (end >= 0) state.positional = args.slice(end + 1);
    },
  ],
  [
    'unset',
    ({ args, state }) => {
      for (const { value } of args) state.variables.delete(value);
    },
  ],
  [
    'read',
    ({ args, state }) => {
      for (const { value } of args) if (!value.startsWith('-')) state.variables.set(value, { kind: 'computed' });
    },
  ],
  ['eval', ({ args, state, walk }) => walkInner(args, state, walk)],
  ...['sh', 'bash', 'ash', 'dash', '/bin/sh', '/bin/bash', '/busybox/sh'].map((name) => [name, shell] as const),
]);

function callFunction(
  body: CommandNode | CompoundList,
  args: readonly Written[],
  state: ShellState,
  walk: ShellWalk,
): void {
  if (state.depth >= DEEPEST) return;
  const inner: ShellState = { ...state, positional: args, depth: state.depth + 1 };
  walk.body(body, inner);
  state.workingDirectory = inner.workingDirectory;
}

/** A script in words of a script. */
function walkInner(words: readonly Written[], state: ShellState, walk: ShellWalk): void {
  const [first] = words;
  if (first === undefined || state.depth >= DEEPEST) return;
  const script: ScriptText = {
    text: words.map(({ value }) => value).join(' '),
    placeAt: () => first.place,
    resolved: words.flatMap(({ resolved }) => resolved),
    unresolved: words.flatMap(({ unresolved }) => unresolved),
  };
  walk.text({ ...state, script, depth: state.depth + 1 });
}

function assign(assignment: Assignment, state: ShellState): void {
  const { name, value, append, index } = assignment;
  if (index !== undefined) {
    state.variables.set(name, { kind: 'computed' });
    return;
  }
  const held = state.variables.get(name);
  if (value.type === 'ArrayValue') {
    const values = value.elements.flatMap((word) => expandToFields(word, state));
    const before = append && held?.kind === 'list' ? held.values : [];
    state.variables.set(name, { kind: 'list', values: [...before, ...values] });
    return;
  }
  const text = expandToText(value, state);
  // A name that stands for what a command prints has no other name to be given by than its own.
  if (text.unresolved.some(({ reference }) => reference.startsWith('$(') || reference.startsWith('`'))) {
    state.variables.set(name, { kind: 'computed' });
    return;
  }
  const before = append && held?.kind === 'text' ? held.value : plainWritten('', text.place);
  const joined = textOfPieces(
    [before, text].map(({ value: part, ...told }) => ({ ...told, text: part, splits: false, isQuoted: true })),
    text.place,
  );
  state.variables.set(name, { kind: 'text', value: joined, from: { kind: 'written', place: text.place } });
}

/** An assignment that is an argument of a command that is no declaration: `env NAME=VALUE program`. */
function assignmentWord(assignment: Assignment, state: ShellState): Written {
  const value = valueText(assignment, state);
  return { ...value, value: `${assignment.name}${assignment.append ? '+' : ''}=${value.value}` };
}

function valueText({ value, pos }: Assignment, state: ShellState): Written {
  return value.type === 'Word' ? expandToText(value, state) : plainWritten('', state.script.placeAt(pos));
}
