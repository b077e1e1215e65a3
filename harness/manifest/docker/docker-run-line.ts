import { directoryOf, ownVariables, underCondition } from '../executor/container-call.ts';
import { programName } from '../executor/executor-image.ts';
import type { EnvironmentVariable, SystemReading } from '../model/executor-step.ts';
import type { PatchTarget } from '../model/patch-target.ts';
import { assumed, type Place, type Stated, writtenAt } from '../model/stated.ts';
import type { GivenAnswers } from '../model/system.ts';
import type { Written } from '../model/written.ts';
import type { RuntimeName } from '../security/runtimes.ts';
import type { ScriptCommand } from '../shell/run-command.ts';
import { startedProgram } from '../shell/started-program.ts';
import { callsOfDocker, environmentWord } from './docker-call.ts';
import { dockerMount, longMount, type SourceOnMachine, shortMount } from './docker-mounts.ts';
import { type DockerOption, lastOption, optionValues, readDockerOptions } from './docker-options.ts';
import { dockerRuntime, dockerSecurity, privilegesOfOptions } from './docker-security.ts';

/** Programs that take the options of `docker run`, and whose defaults hold for them. */
const PROGRAMS: ReadonlyMap<string, RuntimeName> = new Map([
  ['docker', 'docker'],
  ['podman', 'podman'],
  ['nerdctl', 'containerd'],
]);

/** A container that a command starts. */
export interface DockerRunLine {
  readonly runtime: RuntimeName;
  /** What stands behind `run`. */
  readonly words: readonly Written[];
}

/** Reads `docker run …`, `sudo podman container create …`, `docker --context x run …`; undefined for another command. */
export function dockerRunLine(words: readonly Written[]): DockerRunLine | undefined {
  const at = startedProgram(words, (word) => PROGRAMS.has(programName(word)));
  if (at === undefined) return undefined;
  const runtime = PROGRAMS.get(programName(words[at]?.value ?? ''));
  let index = at + 1;
  while (/^-/.test(words[index]?.value ?? '')) {
    const word = words[index]?.value ?? '';
    index += word.includes('=') || /^(?:-D|--debug|--tls|--tlsverify|--remote)$/.test(word) ? 1 : 2;
  }
  if (words[index]?.value === 'container') index += 1;
  const isRun = ['run', 'create'].includes(words[index]?.value ?? '');
  return runtime === undefined || !isRun ? undefined : { runtime, words: words.slice(index + 1) };
}

/** What a `docker run` line is called after, and what it is surrounded by. */
export interface DockerRunSource {
  readonly id: string;
  readonly title: string;
  readonly given: GivenAnswers;
  readonly onMachine: SourceOnMachine;
  readonly patch: PatchTarget;
}

const NONE: SystemReading = { steps: [], problems: [] };

/** The executors that a command of a script starts with `docker run`. */
export function readDockerRun(command: ScriptCommand, source: DockerRunSource): SystemReading {
  const line = dockerRunLine(command.words);
  if (line === undefined) return NONE;
  const { given, onMachine, id, title, patch } = source;
  const { options, image, args } = readDockerOptions(line.words);
  const environment = environmentOf(options, given);
  const workingDirectory = workingDirectoryOf(options);
  const entrypoint = lastOption(options, 'entrypoint')?.value ?? undefined;
  const { calls, problems } = callsOfDocker({
    image,
    entrypoint: entrypoint === undefined ? undefined : [entrypoint],
    args,
    environment,
    workingDirectory: workingDirectory.value,
    given,
    place: command.place,
  });
  const steps = calls.map((call) => ({
    id,
    title,
    place: command.place,
    image,
    call: underCondition(call.source, command.only),
    environment: [...environment, ...ownVariables(call)],
    workingDirectory: directoryOf(call, workingDirectory),
    mounts: mountsOf(options, onMachine),
    security: dockerSecurity(privilegesOfOptions(options, dockerRuntime(given, line.runtime))),
    patch,
  }));
  return { steps, problems };
}

function environmentOf(options: readonly DockerOption[], given: GivenAnswers): EnvironmentVariable[] {
  return optionValues(options, 'env').map((word) => environmentWord(word, given.set));
}

function workingDirectoryOf(options: readonly DockerOption[]): Stated<string> {
  const written = lastOption(options, 'workdir')?.value;
  return written == null ? assumed('/workspace', 'the image says it') : writtenAt(written.value, written.place);
}

function mountsOf(options: readonly DockerOption[], onMachine: SourceOnMachine) {
  const told = [...optionValues(options, 'volume').map(shortMount), ...optionValues(options, 'mount').map(longMount)];
  return told.flatMap((one) => (one === undefined ? [] : [dockerMount(one, onMachine)]));
}

/** Where a command stands in a file, if its words are there as they are: it may come from a script in a word of another. */
export function dockerRunPatch(
  text: string,
  { start, end, place }: { readonly start: number; readonly end: number; readonly place: Place },
): PatchTarget {
  const line = text.slice(0, start).split('\n').length;
  const isThere = line === place.line && /\b(?:run|create)\b/.test(text.slice(start, end));
  return isThere
    ? { kind: 'docker-run', place, start, end }
    : {
        kind: 'elsewhere',
        place,
        format: 'docker-run',
        because: 'The command stands in the words of another one',
      };
}
