import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serializeLock } from '../../lock/serialize-lock.ts';
import { lockOf } from '../../testing/examples/locks.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { readLock } from './read-lock.ts';
import { writeLock } from './write-lock.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await openScratch();
  await mkdir(scratch.path('ci'));
});
afterAll(() => scratch.remove());

const locked = (dockerfile: string) => lockOf(recordOf([caseOf({ dockerfile })]));

describe('a lock file', () => {
  it('names no Dockerfile that is neither below it nor below the working directory', async () => {
    const file = scratch.path('ci', 'capabilities.lock.json');
    await writeFile(file, serializeLock(locked('../../../etc/Dockerfile')));
    await expect(readLock(file)).rejects.toMatchObject({
      code: 'BAD_LOCK_FILE',
      message: expect.stringMatching(/cases\["\.\.\/\.\.\/\.\.\/etc\/Dockerfile"\] is neither below/),
    });
    await writeFile(file, serializeLock(locked('app/Dockerfile')));
    expect(Object.keys((await readLock(file)).lock.cases)).toEqual(['app/Dockerfile']);
  });

  it('is not written where nobody could read it', async () => {
    const file = scratch.path('capabilities.lock.json');
    const onDisk = { file, lock: locked('a/Dockerfile'), text: undefined };
    const nonsense = locked('a/Dockerfile');
    const minimal = { minimalSets: ['CHOWN', 'CHOWN,FSETID'], maximalFailingSets: ['FOWNER,FSETID'] };
    const cases = { 'a/Dockerfile': { ...Object.values(nonsense.cases)[0], faithful: minimal } };
    await expect(writeLock(onDisk, { ...nonsense, cases } as typeof nonsense)).rejects.toMatchObject({
      code: 'BAD_LOCK_FILE',
    });
    expect(await readdir(scratch.path())).toEqual(['ci']);
  });
});
