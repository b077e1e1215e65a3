import {
  type AndOr,
  type Case,
  type CommandNode,
  type CompoundList,
  type For,
  type If,
  type PipelineNode,
  parse,
  type Statement,
} from 'unbash';
import { numberText } from '../../text/plain-text.ts';
import type { ManifestProblem } from '../model/problem.ts';
import { expandToFields } from './expand-word.ts';
import { type Found, runCommand, type ShellWalk } from './run-command.ts';
import type { ScriptText } from './script-text.ts';
import type { ShellScope } from './shell-scope.ts';
import { beginningState, branchOf, joinBranches, MOST_STEPS, type ShellState } from './shell-state.ts';

/** How many rounds of a loop over known words are looked at. */
const MOST_ROUNDS = 50;

/** The longest script that is read, in characters. */
const LONGEST_SCRIPT = 2 ** 20;

/**
 * Tells every simple command of a script, in the order in which they stand; of a loop once for each known word. Gives what of it
 * was not read: a script that is too long is not gone through, and one that runs too many commands is left where they end.
 */
export function walkScript(script: ScriptText, scope: ShellScope, found: Found): ManifestProblem[] {
  if (script.text.length > LONGEST_SCRIPT)
    return [limit(script, 'The script is larger than 1 MiB, so it is not read.')];
  const state = beginningState(script, scope);
  walkText(state, found);
  if (state.budget.steps >= 0) return [];
  return [
    limit(script, `The script runs more than ${numberText(MOST_STEPS)} commands. What comes after them is not read.`),
  ];
}

function limit({ placeAt }: ScriptText, what: string): ManifestProblem {
  return { kind: 'limit', place: placeAt(0), what, wayOut: 'Give the build a script of its own.' };
}

function walkText(state: ShellState, found: Found): void {
  for (const statement of parse(state.script.text).commands) walkStatement(statement, state, found);
}

function walkList({ commands }: CompoundList, state: ShellState, found: Found): void {
  for (const statement of commands) walkStatement(statement, state, found);
}

function walkStatement({ command }: Statement, state: ShellState, found: Found): void {
  if (command.type === 'AndOr') walkAndOr(command, state, found);
  else walkPipeline(command, state, found);
}

/** What stands behind `&&` is taken to be reached; behind `||` only where the part before fails. */
function walkAndOr({ commands, operators }: AndOr, state: ShellState, found: Found): void {
  commands.forEach((command, index) => {
    const before = commands[index - 1];
    if (operators[index - 1] !== '||' || before === undefined) walkPipeline(command, state, found);
    else {
      const branch = branchOf(state, `not (${sourceOf(before, state)})`);
      walkPipeline(command, branch, found);
      joinBranches(state, [branch, state]);
    }
  });
}

function walkPipeline(node: PipelineNode, state: ShellState, found: Found): void {
  if (node.type !== 'Pipeline') walkNode(node, state, found);
  else for (const command of node.commands) walkNode(command, state, found);
}

function walkNode(node: CommandNode, state: ShellState, found: Found): void {
  state.budget.steps -= 1;
  if (state.budget.steps < 0) return;
  switch (node.type) {
    case 'Command':
      runCommand(node, state, around(found));
      return;
    case 'Redirected':
      walkNode(node.command, state, found);
      return;
    case 'BraceGroup':
      walkList(node.body, state, found);
      return;
    case 'Subshell':
      walkList(node.body, branchOf(state), found);
      return;
    case 'If':
      walkIf(node, state, found);
      return;
    case 'For':
      walkFor(node, state, found);
      return;
    case 'While': {
      const branch = branchOf(state, `${node.kind} ${sourceOf(node.clause, state)}`);
      walkList(node.body, branch, found);
      joinBranches(state, [branch, state]);
      return;
    }
    case 'Case':
      walkCase(node, state, found);
      return;
    case 'Function':
      state.functions.set(node.name.value, node);
      return;
    default:
      return;
  }
}

function walkIf({ clause, then, elif, else: otherwise }: If, state: ShellState, found: Found): void {
  walkList(clause, state, found);
  const conditions = [clause, ...elif.map((one) => one.clause)].map((one) => sourceOf(one, state));
  const bodies = [then, ...elif.map((one) => one.then)];
  const branches = bodies.map((body, index) => {
    const branch = branchOf(state, conditions[index] ?? null);
    walkList(body, branch, found);
    return branch;
  });
  const last = branchOf(state, conditions.map((one) => `not (${one})`).join(' and '));
  if (otherwise !== undefined) walkList(otherwise, last, found);
  joinBranches(state, [...branches, last]);
}

/** A loop over known words is gone through with each; over others once, with a variable that nobody knows. */
function walkFor({ name, wordlist, body }: For, state: ShellState, found: Found): void {
  const words = wordlist === undefined ? state.positional : wordlist.flatMap((word) => expandToFields(word, state));
  const isKnown = words?.every(({ unresolved, value }) => unresolved.length === 0 && !/[*?]/.test(value)) ?? false;
  const rounds = isKnown ? (words ?? []).slice(0, MOST_ROUNDS) : [undefined];
  for (const word of rounds) {
    state.variables.set(
      name.value,
      word === undefined
        ? { kind: 'computed' }
        : { kind: 'text', value: word, from: { kind: 'written', place: word.place } },
    );
    walkList(body, state, found);
  }
}

function walkCase({ word, items }: Case, state: ShellState, found: Found): void {
  const branches = items.map(({ pattern, body }) => {
    const patterns = pattern.map(({ text }) => text).join(' | ');
    const branch = branchOf(state, `${word.text} is ${patterns}`);
    walkList(body, branch, found);
    return branch;
  });
  joinBranches(state, [...branches, branchOf(state)]);
}

/** How what a command runs in turn is gone through. */
function around(found: Found): ShellWalk {
  return {
    found,
    text: (state) => walkText(state, found),
    body: (body, state) => (body.type === 'CompoundList' ? walkList(body, state, found) : walkNode(body, state, found)),
  };
}

function sourceOf({ pos, end }: { readonly pos: number; readonly end: number }, { script }: ShellState): string {
  return script.text
    .slice(pos, end)
    .replace(/[\s;]+$/, '')
    .replace(/\s+/g, ' ');
}
