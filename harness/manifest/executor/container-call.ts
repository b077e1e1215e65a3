import type { CallSource, EnvironmentVariable } from '../model/executor-step.ts';
import type { ManifestProblem } from '../model/problem.ts';
import { type Place, type Stated, writtenAt } from '../model/stated.ts';
import { plainWritten, type Written } from '../model/written.ts';
import { readScript } from '../shell/read-script.ts';
import type { ScriptText } from '../shell/script-text.ts';
import type { ShellScope } from '../shell/shell-scope.ts';
import { givenReplacement, substitute, writtenReplacement } from '../substitution/substitute.ts';
import { isExecutorImage, isExecutorProgram, isShell, isWaitingProgram } from './executor-image.ts';

/** What a container starts. */
export interface ContainerStart {
  readonly image: Written | undefined;
  /** What goes before the entry point of the image: `command` of Kubernetes, `entrypoint` of compose; undefined for none. */
  readonly command: readonly Written[] | undefined;
  readonly args: readonly Written[];
  /** The lines of the file that hold a word, where it is a script; of other words the place alone is known. */
  readonly scriptOf: (word: Written) => ScriptText;
  readonly scope: ShellScope;
  readonly place: Place;
  /**
   * Whether `${TAG}` in words that no shell reads is a placeholder that something fills in before, as envsubst does with manifests of
   * Kubernetes. A system that fills them in itself leaves only what stands for itself. @default false
   */
  readonly hasPlaceholders?: boolean;
}

/** A call, and what a script changed before it. */
export interface ContainerCall {
  readonly source: CallSource;
  /** Where a script went before the call; undefined for where the container begins. */
  readonly workingDirectory?: string;
  /** Variables that the call alone is given. */
  readonly variables?: ReadonlyMap<string, Written>;
}

/** The calls of an executor that a container makes: none where it runs something else. */
export interface ContainerCalls {
  readonly calls: readonly ContainerCall[];
  readonly problems: readonly ManifestProblem[];
}

const NONE: ContainerCalls = { calls: [], problems: [] };

/**
 * Finds the executor in what a container starts: as the entry point of its image, as a program with arguments, in the script of a
 * shell, or not at all where the container only waits for somebody who calls it.
 */
export function callsOfContainer({
  image,
  command,
  args,
  scriptOf,
  scope,
  place,
  hasPlaceholders = false,
}: ContainerStart): ContainerCalls {
  const told = (plain: readonly Written[]): readonly Written[] => (hasPlaceholders ? filledIn(plain, scope) : plain);
  const isExecutors = image !== undefined && isExecutorImage(image.value);
  const words = [...(command ?? []), ...args];
  const [first, ...rest] = words;
  if (command === undefined || command.length === 0) {
    if (!isExecutors) return NONE;
    if (first === undefined) return elsewhere(place, NO_FLAGS);
    return isWaitingProgram(first.value)
      ? waiting(first)
      : { calls: [{ source: { kind: 'words', words: told(args), place: first.place, only: null } }], problems: [] };
  }
  if (first === undefined) return NONE;
  if (isExecutorProgram(first.value)) {
    return {
      calls: [{ source: { kind: 'words', words: told(rest), place: first.place, only: null } }],
      problems: [],
    };
  }
  if (isShell(first.value)) {
    const script = rest[rest.findIndex(({ value }) => /^-[a-z]*c$/.test(value)) + 1];
    const hasScript = script !== undefined && script !== rest[0];
    if (!hasScript) return isExecutors ? waiting(first) : NONE;
    const found = callsOfScript(scriptOf(script), scope);
    if (found.calls.length > 0 || !isExecutors) return found;
    return { ...elsewhere(script.place, OTHER_SCRIPT), problems: found.problems };
  }
  return isExecutors && isWaitingProgram(first.value) ? waiting(first) : NONE;
}

/**
 * Words that no shell reads, with the placeholders in them that something else is to fill in before, as envsubst and CI systems do:
 * `${TAG}`, `${TAG:-latest}`.
 */
function filledIn(words: readonly Written[], { given }: ShellScope): Written[] {
  return words.map((word) =>
    substitute(word, {
      pattern: /\$\{([A-Za-z_]\w*)(?::?-([^{}]*))?\}/g,
      resolve: ([, name = '', otherwise]) => {
        const value = given.get(name);
        if (value !== undefined) return givenReplacement(name, value);
        return otherwise === undefined
          ? { kind: 'unresolved', name }
          : writtenReplacement(name, plainWritten(otherwise, word.place));
      },
    }),
  );
}

/** The calls of an executor in a script. */
export function callsOfScript(script: ScriptText, scope: ShellScope): ContainerCalls {
  const { calls, problems } = readScript(script, scope);
  return {
    calls: calls.map(({ words, place, only, workingDirectory, variables }) => ({
      source: { kind: 'words', words, place, only },
      workingDirectory,
      variables,
    })),
    problems,
  };
}

const NO_FLAGS =
  'The manifest gives the executor no flags. Either its image has them, or something else calls it, with flags that the manifest does not have.';

const OTHER_SCRIPT =
  'The script of the container calls no executor: something else calls it, with flags that the manifest does not have.';

function waiting({ value, place }: Written): ContainerCalls {
  return elsewhere(
    place,
    `The container starts ${value} and waits: something else calls the executor in it, with flags that the manifest does not have.`,
  );
}

function elsewhere(place: Place, because: string): ContainerCalls {
  return { calls: [{ source: { kind: 'elsewhere', place, because } }], problems: [] };
}

/** The directory that a call is started in. */
export function directoryOf({ source, workingDirectory }: ContainerCall, outer: Stated<string>): Stated<string> {
  return workingDirectory === undefined || workingDirectory === outer.value
    ? outer
    : writtenAt(workingDirectory, source.place);
}

/** The variables that a script gives a call alone. */
export function ownVariables({ source, variables = new Map() }: ContainerCall): EnvironmentVariable[] {
  return [...variables].map(([name, value]) => ({ name, value, place: source.place }));
}

/** A call that is reached under one more condition; null for none. */
export function underCondition(source: CallSource, condition: string | null): CallSource {
  if (source.kind !== 'words' || condition === null) return source;
  return { ...source, only: source.only === null ? condition : `${condition} and ${source.only}` };
}
