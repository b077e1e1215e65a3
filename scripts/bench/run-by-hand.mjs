// One build as people try it by hand: docker run --rm, every capability dropped, these added.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export function runByHand({ image, command, environment, hosts, capabilities, contextFile }) {
  const [entrypoint, ...rest] = command;
  const context = openSync(contextFile, 'r');
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
