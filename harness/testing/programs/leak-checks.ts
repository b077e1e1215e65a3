import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatsFor } from '../../formats/formats.ts';
import { readRecord } from '../../runs/read-record.ts';
import { canariesBelow, canariesIn } from './canaries.ts';
import type { ProgramEnding } from './run-program.ts';
import { openSecretWorld, type SecretWorld } from './secret-world.ts';

const DEADLINE_MS = 300_000;

/** Fails if a canary stands in what the program said. */
function expectSilent({ stdout, stderr }: ProgramEnding): void {
  expect([...canariesIn(stdout), ...canariesIn(stderr)], `${stdout}\n${stderr}`).toEqual([]);
}

/** A user's secrets, and what every run of a builder is given of them. */
interface World {
  readonly secrets: SecretWorld;
  readonly given: readonly string[];
}

/** Opens a world before the tests of a describe block. */
function worldFor(builder: readonly string[], takesSecrets: boolean): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    const secrets = await openSecretWorld(takesSecrets);
    world = { secrets, given: [...builder, ...secrets.options, '--confirm', '1'] };
  });
  afterAll(() => world?.secrets.remove());
  return () => {
    if (world === undefined) throw new Error('the world is not open yet');
    return world;
  };
}

/** Checks that builds keep and show no secret of the user, wherever it comes from; for a describe block. */
export function checkBuildsForLeaks(builder: readonly string[], takesSecrets: boolean): void {
  const open = worldFor(builder, takesSecrets);

  it('keeps and shows no secret of a build that succeeds and tells them', { timeout: DEADLINE_MS }, async () => {
    const { secrets, given } = open();
    const args = ['--caps', 'docker', '--out', secrets.path('told'), '--json', secrets.cases.telling];
    const ended = await secrets.run('verify', ...given, ...args);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expectSilent(ended);
    expect(await canariesBelow(secrets.path('told'))).toEqual([]);
  });

  it('keeps and shows none of a build that fails', { timeout: DEADLINE_MS }, async () => {
    const { secrets, given } = open();
    const args = ['--caps', 'docker', '--out', secrets.path('failed'), secrets.cases.failing];
    const ended = await secrets.run('verify', ...given, ...args);
    const { cases } = await readRecord(secrets.path('failed'));
    expect(cases[0]?.referenceFailure?.log.join('\n'), ended.stderr).toContain('***');
    expectSilent(ended);
    expect(await canariesBelow(secrets.path('failed'))).toEqual([]);
  });
}

/** Checks the rest of what the program shows; it is the same with every builder. */
export function checkOutputForLeaks(builder: readonly string[], takesSecrets: boolean): void {
  const open = worldFor(builder, takesSecrets);

  it('shows no secret in a terminal', { timeout: DEADLINE_MS }, async () => {
    const { secrets, given } = open();
    const args = ['--caps', 'docker', '--out', secrets.path('terminal'), secrets.cases.failing];
    expectSilent(await secrets.runInTerminal('verify', ...given, ...args));
    expect(await canariesBelow(secrets.path('terminal'))).toEqual([]);
  });

  it('shows none in a report of any format, nor in a lock file', { timeout: DEADLINE_MS }, async () => {
    const { secrets, given } = open();
    const lock = secrets.path('capabilities.lock.json');
    const search = [...given, '--universe', 'CHOWN', '--audit', 'off', '--lock', lock];
    const paths = [secrets.cases.telling, secrets.cases.failing];
    expectSilent(await secrets.run('update', ...search, '--out', secrets.path('searched'), ...paths));
    expectSilent(await secrets.run('check', ...search, '--out', secrets.path('checked'), secrets.cases.telling));
    for (const { name } of formatsFor(['record'])) {
      const ended = await secrets.run('report', secrets.path('searched'), '--format', name);
      expectSilent(ended);
      expect(ended.stdout.length + ended.stderr.length, name).toBeGreaterThan(0);
    }
    expectSilent(await secrets.run('explain', secrets.path('searched')));
    expectSilent(await secrets.run('verify-record', secrets.path('searched')));
    expect(canariesIn(await readFile(lock, 'utf8'))).toEqual([]);
    for (const run of ['searched', 'checked']) expect(await canariesBelow(secrets.path(run))).toEqual([]);
  });

  it('shows none in an error', { timeout: DEADLINE_MS }, async () => {
    const { secrets, given } = open();
    const { telling, private: unreachable } = secrets.cases;
    expectSilent(await secrets.run('verify', ...given, '--caps', 'none', '--out', secrets.path('none'), unreachable));
    expect(await canariesBelow(secrets.path('none'))).toEqual([]);
    const { DEPLOY: value = '' } = secrets.environment;
    const verify = ['verify', ...builder, '--caps', 'none', telling];
    const wrong = [
      ['--build-arg', value],
      ['--build-arg-env', `DEPLOY=${value}`],
      ['--build-arg', `DEPLOY=${value}`, '--build-arg-env', 'DEPLOY'],
      ['--secret', `id=a,${value}`],
    ];
    for (const options of wrong) {
      const ended = await secrets.run(...verify, ...options);
      expect(ended.exitCode, ended.stderr).toBe(2);
      expectSilent(ended);
    }
  });
}
