import { type ContainerCalls, callsOfContainer } from '../executor/container-call.ts';
import { isExecutorImage, isExecutorProgram, isShell } from '../executor/executor-image.ts';
import type { EnvironmentVariable } from '../model/executor-step.ts';
import type { Place } from '../model/stated.ts';
import type { GivenAnswers } from '../model/system.ts';
import { rewritten, type Written } from '../model/written.ts';
import { type ScriptText, scriptAt } from '../shell/script-text.ts';

/** What Docker starts in a container. */
export interface DockerStart {
  readonly image: Written | undefined;
  /** What replaces the entry point of the image: nothing but an empty word for none at all; undefined where the image's holds. */
  readonly entrypoint: readonly Written[] | undefined;
  readonly args: readonly Written[];
  readonly environment: readonly EnvironmentVariable[];
  readonly workingDirectory: string;
  readonly given: GivenAnswers;
  readonly place: Place;
  /** The lines of the file that hold a word, where it is a script. @default the word's own place */
  readonly scriptOf?: (word: Written) => ScriptText;
}

/** The calls of an executor in what Docker starts. Without an entry point the arguments are the program; so they may be in an image of the user's own. */
export function callsOfDocker(start: DockerStart): ContainerCalls {
  const { image, entrypoint, args, environment, workingDirectory, given, place, scriptOf = scriptAt } = start;
  const [first] = args;
  const isOwn =
    entrypoint === undefined &&
    first !== undefined &&
    !(image !== undefined && isExecutorImage(image.value)) &&
    (isExecutorProgram(first.value) || isShell(first.value));
  const isNone = isOwn || entrypoint?.every(({ value }) => value === '') === true;
  return callsOfContainer({
    image,
    command: isNone ? args.slice(0, 1) : entrypoint,
    args: isNone ? args.slice(1) : args,
    scriptOf,
    scope: {
      variables: new Map(
        environment.flatMap(({ name, value }) =>
          value === undefined ? [] : [[name, { value, from: { kind: 'written', place: value.place } }] as const],
        ),
      ),
      workingDirectory,
      given: given.set,
    },
    place,
  });
}

/** `NAME=VALUE`. A name alone has the value that it has where Docker is started. */
export function environmentWord(word: Written, given: ReadonlyMap<string, string>): EnvironmentVariable {
  const equals = word.value.indexOf('=');
  if (equals >= 0) {
    const value = rewritten(word, word.value.slice(equals + 1));
    return { name: word.value.slice(0, equals), value, place: word.place };
  }
  const value = given.get(word.value);
  return {
    name: word.value,
    value: value === undefined ? undefined : { value, place: word.place, resolved: [], unresolved: [] },
    place: word.place,
  };
}
