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

/** Checks that a builder's runs keep and show no secret of the user, wherever it comes from; for a describe block. */
export function checkLeaks(builder: readonly string[], takesSecrets: boolean): void {
  let world: SecretWorld;
  let given: readonly string[];
  beforeAll(async () => {
    world = await openSecretWorld(takesSecrets);
    given = [...builder, ...world.options, '--confirm', '1'];
  });
  afterAll(() => world.remove());

  it('keeps and shows no secret of a build that succeeds and tells them', { timeout: DEADLINE_MS }, async () => {
    const args = ['--caps', 'docker', '--out', world.path('told'), '--json', world.cases.telling];
    const ended = await world.run('verify', ...given, ...args);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expectSilent(ended);
    expect(await canariesBelow(world.path('told'))).toEqual([]);
  });

  it('keeps and shows none of a build that fails, in a terminal or not', { timeout: DEADLINE_MS }, async () => {
    const args = ['--caps', 'docker', world.cases.failing];
    const plain = await world.run('verify', ...given, '--out', world.path('failed'), ...args);
    const { cases } = await readRecord(world.path('failed'));
    expect(cases[0]?.referenceFailure?.log.join('\n')).toContain('***');
    expectSilent(plain);
    expectSilent(await world.runInTerminal('verify', ...given, '--out', world.path('terminal'), ...args));
    for (const run of ['failed', 'terminal']) expect(await canariesBelow(world.path(run))).toEqual([]);
  });

  it('shows none in a report of any format, nor in a lock file', { timeout: DEADLINE_MS }, async () => {
    const lock = world.path('capabilities.lock.json');
    const search = [...given, '--universe', 'CHOWN', '--audit', 'off', '--lock', lock];
    const paths = [world.cases.telling, world.cases.failing];
    expectSilent(await world.run('update', ...search, '--out', world.path('searched'), ...paths));
    expectSilent(await world.run('check', ...search, '--out', world.path('checked'), world.cases.telling));
    for (const { name } of formatsFor(['record'])) {
      const ended = await world.run('report', world.path('searched'), '--format', name);
      expectSilent(ended);
      expect(ended.stdout.length + ended.stderr.length, name).toBeGreaterThan(0);
    }
    expectSilent(await world.run('explain', world.path('searched')));
    expectSilent(await world.run('verify-record', world.path('searched')));
    expect(canariesIn(await readFile(lock, 'utf8').catch(() => ''))).toEqual([]);
    for (const run of ['searched', 'checked']) expect(await canariesBelow(world.path(run))).toEqual([]);
  });

  it('shows none in an error', { timeout: DEADLINE_MS }, async () => {
    const verify = ['verify', ...builder, '--caps', 'none', world.cases.telling];
    expectSilent(
      await world.run('verify', ...given, '--caps', 'none', '--out', world.path('none'), world.cases.private),
    );
    const { DEPLOY: value = '' } = world.environment;
    const [refused, pasted, twice] = [
      await world.run(...verify, '--build-arg', value),
      await world.run(...verify, '--build-arg-env', `DEPLOY=${value}`),
      await world.run(...verify, '--build-arg', `DEPLOY=${value}`, '--build-arg-env', 'DEPLOY'),
    ];
    for (const ended of [refused, pasted, twice]) {
      expect(ended.exitCode, ended.stderr).toBe(2);
      expectSilent(ended);
    }
    expect(await canariesBelow(world.path('none'))).toEqual([]);
  });
}
