import type { Function as ShellFunction } from 'unbash';
import type { Origin } from '../model/stated.ts';
import type { Written } from '../model/written.ts';
import type { ScriptText } from './script-text.ts';
import type { ShellScope } from './shell-scope.ts';

/** What a variable holds at a point of a script. */
export type HeldValue =
  | { readonly kind: 'text'; readonly value: Written; readonly from: Origin }
  | { readonly kind: 'list'; readonly values: readonly Written[] }
  /** Something that only running the script tells. */
  | { readonly kind: 'computed' };

/** What is known at a point of a script. A branch works on a copy. */
export interface ShellState {
  readonly script: ScriptText;
  readonly variables: Map<string, HeldValue>;
  readonly functions: Map<string, ShellFunction>;
  /** `$1` and those behind; undefined where nobody knows them. */
  positional: readonly Written[] | undefined;
  workingDirectory: string;
  /** The condition under which the point is reached; null for always. */
  readonly only: string | null;
  readonly given: ReadonlyMap<string, string>;
  /** What commands in `$(…)` print, by their text. */
  readonly outputs: ReadonlyMap<string, string>;
  /** What the walk may still do: commands to look at, characters to put in the place of names. Shared by all copies. */
  readonly budget: { steps: number; characters: number };
  readonly depth: number;
}

/** How many commands of a script are looked at. */
export const MOST_STEPS = 20_000;

/**
 * How many characters values may have in all places where they are put: variables may hold each other, twice at each step. A branch
 * costs one for each variable that it copies.
 */
const MOST_CHARACTERS = 10_000_000;

/** What is known where a script begins. */
export function beginningState(
  script: ScriptText,
  { variables, workingDirectory, given, positional, outputs = new Map() }: ShellScope,
): ShellState {
  return {
    script,
    variables: new Map([...variables].map(([name, { value, from }]) => [name, { kind: 'text', value, from }])),
    functions: new Map(),
    positional,
    workingDirectory,
    only: null,
    given,
    outputs,
    budget: { steps: MOST_STEPS, characters: MOST_CHARACTERS },
    depth: 0,
  };
}

/** What is known in a branch: what it changes is not known outside. */
export function branchOf(state: ShellState, condition: string | null = null): ShellState {
  state.budget.characters -= state.variables.size;
  const conditions = [state.only, condition].filter((one) => one !== null);
  return {
    ...state,
    variables: new Map(state.variables),
    functions: new Map(state.functions),
    only: conditions.length === 0 ? null : conditions.join(' and '),
  };
}

/** What is known behind branches of which one was taken: where they differ, nothing. */
export function joinBranches(state: ShellState, branches: readonly ShellState[]): void {
  const names = new Set(branches.flatMap(({ variables }) => [...variables.keys()]));
  for (const name of names) {
    const held = branches.map(({ variables }) => variables.get(name));
    const [first] = held;
    const isSame = held.every((one) => one === first || heldText(one) === heldText(first));
    state.variables.set(name, isSame && first !== undefined ? first : { kind: 'computed' });
  }
  for (const { functions } of branches) for (const [name, body] of functions) state.functions.set(name, body);
}

function heldText(held: HeldValue | undefined): string | undefined {
  if (held?.kind === 'text') return held.value.value;
  return held?.kind === 'list' ? held.values.map(({ value }) => value).join('\0') : undefined;
}
