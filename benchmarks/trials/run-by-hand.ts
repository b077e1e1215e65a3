import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** A build as people try it: `docker run --rm` with every capability dropped, and these added. */
export interface HandCommand {
  readonly image: string;
  /** Entry point first. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly hosts: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  /** A file that is sent to its standard input. */
  readonly input: string;
  /** Directories of this machine that are mounted: where, by their path here. */
  readonly volumes: Readonly<Record<string, string>>;
}

/** How such a build ended. */
export interface HandBuild {
  readonly durationMs: number;
  readonly exitCode: number | null;
  readonly output: string;
}

/** Builds once, and waits for it. */
export function runByHand({
  image,
  command,
  environment,
  hosts,
  capabilities,
  input,
  volumes,
}: HandCommand): HandBuild {
  const [entrypoint, ...rest] = command;
  const context = openSync(input, 'r');
  const startedAt = performance.now();
  const { status, stderr, stdout } = spawnSync(
    'docker',
    [
      'run',
      '--rm',
      '--interactive',
      '--cap-drop=ALL',
      ...capabilities.map((name) => `--cap-add=${name}`),
      ...Object.entries(hosts).map(([name, address]) => `--add-host=${name}:${address}`),
      ...Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`),
      ...Object.entries(volumes).map(([path, target]) => `--volume=${path}:${target}`),
      `--entrypoint=${entrypoint}`,
      image,
      ...rest,
    ],
    { stdio: [context, 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  const durationMs = performance.now() - startedAt;
  closeSync(context);
  return { durationMs, exitCode: status, output: `${stdout}${stderr}` };
}
