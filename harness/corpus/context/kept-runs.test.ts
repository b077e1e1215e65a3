import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { openJournal } from '../../journal/journal.ts';
import { plannedCaseOf, planOf } from '../../testing/examples/plans.ts';
import { recordOf } from '../../testing/examples/records.ts';
import { scriptedBuilder } from '../../testing/scripted/scripted-builder.ts';
import { findCases } from '../find-cases.ts';
import { packContext } from './pack-context.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaniko-caps-kept-'));
  await write('repository/Dockerfile', 'FROM scratch\nCOPY . /\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function digest(): Promise<string> {
  const [one] = await findCases(['repository'], {}, root);
  if (one === undefined) throw new Error('no case');
  return (await packContext(one, { directory: root, name: 'packed' }, { sizeLimitBytes: 2 ** 20 })).sha256;
}

async function keepRun(directory: string): Promise<void> {
  await mkdir(join(root, directory), { recursive: true });
  const { journal } = await openJournal(join(root, directory));
  await journal.append({
    type: 'run-started',
    run: 'run-1',
    toolVersion: '0.1.0',
    plan: planOf([plannedCaseOf('example', EMPTY_SET)]),
    builder: scriptedBuilder().identity,
    environment: recordOf([]).environment,
    alwaysGranted: EMPTY_SET,
    untestable: EMPTY_SET,
    mergedFrom: [],
  });
  await journal.close();
}

describe('a build context that a run is kept in', () => {
  it('is the same before, while and after it is', async () => {
    const before = await digest();
    await keepRun('repository/results/run-20270131-120000-abc');
    expect(await digest()).toBe(before);
    await keepRun('repository/out');
    expect(await digest()).toBe(before);
  });

  it('is another one where anything else comes', async () => {
    await keepRun('repository/results/run-20270131-120000-abc');
    const before = await digest();
    await write('repository/results/notes.txt', 'mine');
    expect(await digest()).not.toBe(before);
    const then = await digest();
    await write('repository/other/journal.jsonl', '{"event":"of somebody else"}\n');
    expect(await digest()).not.toBe(then);
  });
});
