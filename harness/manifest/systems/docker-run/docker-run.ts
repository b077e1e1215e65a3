import { dockerRunLine, dockerRunPatch, readDockerRun } from '../../docker/docker-run-line.ts';
import type { Mount, SystemReading } from '../../model/executor-step.ts';
import { writtenAt } from '../../model/stated.ts';
import type { ManifestFile, Surroundings, System } from '../../model/system.ts';
import type { Written } from '../../model/written.ts';
import { readScript } from '../../shell/read-script.ts';
import type { ScriptCommand } from '../../shell/run-command.ts';
import { scriptFrom } from '../../shell/script-text.ts';
import type { ShellScope } from '../../shell/shell-scope.ts';
import { walkScript } from '../../shell/walk-script.ts';

/** The directory that a script is taken to begin in: the root of the repository on this machine stands for it. */
export const REPOSITORY = '/repository-root';

/** A script of a shell: by its name, its first line, or a line that cannot begin a line of YAML. */
const IS_SCRIPT =
  /^#![^\n]*\b(?:ba|da|k|z|a)?sh\b|^(?:sudo +)?(?:docker|podman|nerdctl) +(?:container +)?(?:run|create)\b/m;

/** Lines of shell scripts that start an executor with `docker run`. */
export const dockerRun: System = {
  name: 'docker-run',
  title: 'docker run lines of shell scripts',
  claimsText: ({ file, text }) => /\.(?:sh|bash)$/.test(file) || IS_SCRIPT.test(text.slice(0, 2 ** 16)),
  readText: readScriptFile,
};

function readScriptFile(manifest: ManifestFile, { given }: Surroundings): SystemReading {
  const { file, text } = manifest;
  const script = scriptFrom(text, { file, line: 1 });
  const scope: ShellScope = {
    variables: new Map(),
    workingDirectory: REPOSITORY,
    given: given.set,
    outputs: new Map([['git rev-parse --show-toplevel', REPOSITORY]]),
  };
  const { calls, problems } = readScript(script, scope);
  const readings: SystemReading[] = [{ steps: [], problems }];
  walkScript(script, scope, (command) => readings.push(readCommand(command, manifest, given)));
  const direct = calls.map(({ place }) => ({
    kind: 'limit' as const,
    place,
    what: 'The script calls the executor itself, and does not say what its container is granted.',
    wayOut: 'Give the manifest of the container that runs the script.',
  }));
  return {
    steps: readings.flatMap(({ steps }) => steps),
    problems: [...readings.flatMap((one) => one.problems), ...direct],
  };
}

function readCommand(command: ScriptCommand, { text }: ManifestFile, given: Surroundings['given']): SystemReading {
  if (dockerRunLine(command.words) === undefined) return { steps: [], problems: [] };
  return readDockerRun(command, {
    id: 'docker-run',
    title: `docker run in line ${command.place.line}`,
    given,
    onMachine: (path) => repositorySource(path, command.workingDirectory),
    patch: dockerRunPatch(text, command),
  });
}

/** A path of the host: below the directory that the script began in, below its own, or as it stands. */
export function repositorySource(path: Written, workingDirectory: string): Pick<Mount, 'source' | 'sourceBase'> {
  const isRelative = /^\.{0,2}(?:\/|$)/.test(path.value) && !path.value.startsWith('/');
  const absolute = isRelative ? `${workingDirectory}/${path.value}` : path.value;
  const below = belowRepository(absolute);
  if (below === undefined) return { source: writtenAt(absolute, path.place) };
  return below === '' ? { source: null } : { source: writtenAt(below, path.place), sourceBase: 'repository' };
}

function belowRepository(path: string): string | undefined {
  if (path !== REPOSITORY && !path.startsWith(`${REPOSITORY}/`)) return undefined;
  return path
    .slice(REPOSITORY.length + 1)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
