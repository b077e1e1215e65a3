import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BuilderAnswer } from '../ask-builder.ts';
import { identifyKaniko } from './detect-kaniko.ts';

const HELP = readFileSync(new URL('testing-help/google-v1.24.0.txt', import.meta.url), 'utf8');
const ENTRYPOINT = ['/kaniko/executor'];

function executor(version: string, help = HELP) {
  return async (command: readonly string[]): Promise<BuilderAnswer> => {
    const output = command.includes('version') ? `Kaniko version :  ${version}\n` : help;
    return { kind: 'ended', exitCode: 0, output };
  };
}

function identify(
  version: string,
  facts: { reference?: string; modulePath?: string; labels?: Record<string, string> },
) {
  const { reference = './executor', modulePath, labels = {} } = facts;
  return identifyKaniko(executor(version), ENTRYPOINT, { reference, modulePath, labels });
}

const GOOGLE = 'github.com/GoogleContainerTools/kaniko';

describe('an executor', () => {
  it('tells its version and its flags', async () => {
    const identity = await identify('v1.24.0', {});
    expect(identity.version).toBe('v1.24.0');
    expect(identity.flags.has('registry-map')).toBe(true);
  });

  it.each([
    [
      'its module path',
      'v1.28.3',
      { modulePath: 'github.com/osscontainertools/kaniko' },
      'github.com/osscontainertools/kaniko',
    ],
    ['its module path up to the last version of Google', 'v1.24.0', { modulePath: GOOGLE }, GOOGLE],
    [
      'its publisher',
      'v1.25.3',
      { reference: 'ghcr.io/osscontainertools/kaniko:v1.25.3', modulePath: GOOGLE },
      'github.com/osscontainertools/kaniko',
    ],
    ['its publisher', 'v1.24.0', { reference: 'gcr.io/kaniko-project/executor:debug' }, GOOGLE],
    [
      'its label',
      'v1.25.5',
      { labels: { 'org.opencontainers.image.source': 'https://github.com/a/b' } },
      'github.com/a/b',
    ],
  ])('tells its repository by %s (%s)', async (_, version, facts, expected) => {
    expect((await identify(version, facts)).repository).toBe(expected);
  });

  it.each([
    [
      'a version that several forks published, under the module path that they share',
      'v1.25.3',
      { modulePath: GOOGLE },
    ],
    ['a version alone', 'v1.24.0', {}],
    ['a mirror of unknown content', 'v1.24.0', { reference: 'mirror.example/gcr.io/kaniko-project/executor:v1.24.0' }],
    [
      'a label that is no repository',
      'v1.24.0',
      { labels: { 'org.opencontainers.image.source': 'javascript:alert(1)' } },
    ],
  ])('leaves its repository open for %s', async (_, version, facts) => {
    expect((await identify(version, facts)).repository).toBeNull();
  });
});

describe('what is no usable executor', () => {
  const provenance = { reference: 'busybox', modulePath: undefined, labels: {} };

  it('is named together with what it answered', async () => {
    const busybox = async (): Promise<BuilderAnswer> => ({ kind: 'ended', exitCode: 127, output: 'not found' });
    await expect(identifyKaniko(busybox, ENTRYPOINT, provenance)).rejects.toMatchObject({
      code: 'NOT_AN_EXECUTOR',
      message: 'busybox cannot be used as a Kaniko executor: `/kaniko/executor version` exits with 127',
    });
  });

  it('is an executor that reads no context from standard input', async () => {
    const old = executor('v0.19.0', '  -c, --context string   Path\n');
    await expect(identifyKaniko(old, ENTRYPOINT, provenance)).rejects.toMatchObject({
      code: 'EXECUTOR_UNSUITABLE',
      message: 'Kaniko v0.19.0 of busybox reads no context from standard input',
    });
  });
});
