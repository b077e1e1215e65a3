import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { shownRecord } from '../../testing/examples/shown-record.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'explain-'));
  const record = recordOf([caseOf(), caseOf({ id: 'copy-chown', path: 'dockerfiles/copy-chown' })]);
  await writeFile(join(directory, 'record.json'), JSON.stringify(shownRecord(record)));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const explain = (...options: string[]) => runInProcess('explain', directory, ...options);

describe('explain', () => {
  it('answers from the record of a run, and says what it is from', async () => {
    const { exitCode, stdout, stderr } = await explain('--set', 'chown,cap_fsetid');
    expect(stdout).toContain('CHOWN FSETID works for 2 of 2 cases');
    expect(stdout).toContain('from kaniko v1.24.0');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('answers for the cases that are named', async () => {
    const { stdout } = await explain('--set', 'docker', '--case', 'copy-chown', '--case', 'copy-chown');
    expect(stdout).toContain('1 case');
    expect(stdout).not.toContain('setgid-foreign-group');
    expect((await explain('--without', 'FSETID', '--case', 'copy-chown')).stdout).toMatch(/^without FSETID/);
    expect((await explain('--why', 'CHOWN')).stdout).toMatch(/^the set for all cases together contains CHOWN/);
  });

  it('accounts for every case without a question', async () => {
    const { stdout } = await explain();
    expect(stdout.match(/^\S+ {2}needs/gm)).toHaveLength(2);
  });

  it.each([
    [['--case', 'copy-chwon'], 'There is no case copy-chwon', 'Did you mean copy-chown?'],
    [['--why', 'SETFCP'], 'Unknown capability SETFCP', 'Did you mean SETFCAP?'],
    [['--set', 'CHWON'], 'Unknown capability CHWON', 'Did you mean CHOWN?'],
    [['--why', 'CHOWN,FOWNER'], '--why names several capabilities', 'Ask for each alone'],
    [['--without', 'none'], '--without names no capability', 'Name one'],
    [['--set', 'none', '--why', 'CHOWN'], 'Several questions were asked at once', 'Use one of'],
  ])('refuses %j', async (options, message, hint) => {
    const { exitCode, stdout, stderr } = await explain(...options);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });
});
