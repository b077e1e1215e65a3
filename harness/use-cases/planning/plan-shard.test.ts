import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shardArgument } from '../../cli/options/parse-option.ts';
import { findCases } from '../../corpus/find-cases.ts';
import type { RunRecord } from '../../record/record.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import type { Case } from '../../vocabulary/case.ts';
import { planShard } from './plan-shard.ts';

const pack = { sizeLimitBytes: 2 ** 20 };
const IDS = ['a', 'b', 'c', 'd', 'e'];

describe('planning a shard', () => {
  let scratch: Scratch;
  let cases: Case[];
  beforeAll(async () => {
    scratch = await openScratch();
    for (const id of IDS) {
      await scratch.writeCase(id, ['FROM base:1', 'COPY tool /tool'], { tool: id, 'case.json': '{"title":"A case"}' });
    }
    cases = await findCases([scratch.path('cases')]);
  });
  afterAll(() => scratch.remove());

  const plans = (of: number, records: readonly RunRecord[] = []) =>
    Promise.all(IDS.slice(0, of).map((_, index) => planShard(cases, { index: index + 1, of }, { records, pack })));

  it('covers every case once, and means the same cases in every shard', async () => {
    const all = await plans(3);
    expect(all.flatMap(({ own }) => own).sort()).toEqual(IDS);
    expect(all.map((plan) => plan.all)).toEqual([all[0]?.all, all[0]?.all, all[0]?.all]);
    expect(all[0]?.all.map((one) => one.case)).toEqual(IDS);
  });

  it('comes to the same plan on another machine, where the corpus lies elsewhere', async () => {
    await cp(scratch.path('cases'), scratch.path('elsewhere', 'cases'), { recursive: true });
    const there = await findCases([scratch.path('elsewhere', 'cases')]);
    const [, second] = await plans(3);
    expect(await planShard(there, { index: 2, of: 3 }, { records: [], pack })).toEqual(second);
  });

  it.each([
    ['the Dockerfile', 'Dockerfile', 'FROM base:2\n'],
    ['a file of the context', 'tool', 'x'],
    ['the settings', 'case.json', '{"title":"A case","buildArguments":{"VERSION":"2"}}'],
  ])('tells a case apart of which %s is another one', async (_, file, content) => {
    const there = scratch.path('changed', file);
    await cp(scratch.path('cases'), there, { recursive: true });
    await writeFile(join(there, 'c', file), content);
    const plan = await planShard(await findCases([there]), { index: 1, of: 2 }, { records: [], pack });
    const [here] = await plans(2);
    const differing = plan.all.filter((one, position) => one.sha256 !== here?.all[position]?.sha256);
    expect(differing.map((one) => one.case)).toEqual(['c']);
  });

  it('splits by the times of an earlier record if it has all cases, and else by the Dockerfiles', async () => {
    const record = (ids: readonly string[]) =>
      recordOf(ids.map((id) => caseOf({ id, trials: { ...caseOf().trials, totalMs: id === 'd' ? 90_000 : 1_000 } })));
    const byTime = await plans(2, [record(IDS)]);
    expect(byTime.map(({ own }) => own)).toContainEqual(['d']);
    expect(await plans(2, [record(IDS.slice(1))])).toEqual(await plans(2));
  });

  it('reads 2/3, and refuses what is no shard before anything starts', async () => {
    expect(shardArgument('2/3')).toEqual({ index: 2, of: 3 });
    for (const text of ['0/3', '4/3', '1', '1/0', 'a/b', '1/2/3']) {
      expect(await runInProcess('discover', scratch.path('cases'), '--shard', text)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('It must be I/N'),
      });
    }
  });
});
