import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { formatsFor } from '../../formats/formats.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { shownRecord } from '../../testing/examples/shown-record.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const workingDirectory = process.cwd();
let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
  process.chdir(await realpath(scratch.path()));
  const cases = [
    caseOf({ id: 'api', dockerfile: 'teams/a/api/Dockerfile' }),
    caseOf({ id: 'web', dockerfile: 'teams/b/web/Dockerfile' }),
  ];
  await writeFile('record.json', JSON.stringify(shownRecord(recordOf(cases))));
});
afterEach(async () => {
  process.chdir(workingDirectory);
  await scratch.remove();
});

const split = (...words: string[]) => runInProcess('report', 'record.json', '--split-by', 'directory', ...words);

describe('report --split-by', () => {
  it('writes a file for each part into a directory, in every format', async () => {
    const formats = formatsFor(['policy']);
    const { exitCode } = await split(...formats.map(({ name }) => `--format=${name}=${name}/`));
    expect(exitCode).toBe(0);
    for (const { name, policyFile } of formats) {
      expect(await readdir(name)).toEqual(['a', 'b'].map((team) => `teams-${team}.${policyFile?.extension}`));
      const [a, b] = ['a', 'b'].map((team) => readFile(`${name}/teams-${team}.${policyFile?.extension}`, 'utf8'));
      expect(await a).toContain('Works for api: same image.');
      expect(await b).toContain('Works for web: same image.');
    }
  });

  it('writes into a directory that is there, without a slash', async () => {
    await mkdir('pods');
    expect((await split('--format=kubernetes=pods')).stderr).toBe(
      'report: pods/teams-a.yaml\nreport: pods/teams-b.yaml\n',
    );
  });

  it('writes several documents with names of their own where no directory is named', async () => {
    const { stdout } = await split('--format=kubernetes', '--format=kyverno=rules.yaml');
    const names = (text: string): string[] => parseAllDocuments(text).map((one) => one.toJS().metadata.name);
    expect(names(stdout)).toEqual(['kaniko-teams-a', 'kaniko-teams-b']);
    expect(names(await readFile('rules.yaml', 'utf8'))).toEqual([
      'kaniko-capabilities-teams-a',
      'kaniko-capabilities-teams-b',
    ]);
  });

  it('is refused before anything is written where a file has room for one policy', async () => {
    const end = await split('--format=compose=file.yaml', '--format=kubernetes=pods/');
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toContain('Write a file for each: --format compose=DIRECTORY/.');
    expect(await readdir('.')).toEqual(['record.json']);
  });

  it('is named as the way out where a directory is given without it', async () => {
    const end = await runInProcess('report', 'record.json', '--format=kubernetes=pods/');
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toContain('--format kubernetes=pods/: that is a directory');
    expect(end.stderr).toContain('add --split-by');
  });

  it('lets each admission policy check namespaces of its own, because all for one image would have to hold', async () => {
    const rules = parseAllDocuments((await split('--format=validating-admission-policy')).stdout);
    const bindings = rules.map((one) => one.toJS()).filter(({ kind }) => kind.endsWith('Binding'));
    expect(bindings.map(({ spec }) => [spec.policyName, spec.matchResources.namespaceSelector.matchLabels])).toEqual([
      ['kaniko-capabilities-teams-a', { 'kaniko-builds': 'teams-a' }],
      ['kaniko-capabilities-teams-b', { 'kaniko-builds': 'teams-b' }],
    ]);
    const { stdout } = await split('--format=gatekeeper');
    expect(stdout.match(/kaniko-builds: .*$/gm)).toEqual([
      ...Array(4).fill('kaniko-builds: teams-a'),
      ...Array(4).fill('kaniko-builds: teams-b'),
    ]);
    expect((await split('--format=kyverno', '--match', 'namespace=ci')).exitCode).toBe(2);
  });

  it('is refused for a report that is no policy', async () => {
    expect((await split()).stderr).toContain('--split-by was given without a policy format');
    expect((await split('--format=kubernetes', '--format=junit=units/')).exitCode).toBe(2);
  });
});

describe('explain --policy', () => {
  const explain = (...words: string[]) => runInProcess('explain', 'record.json', ...words);

  it('tells what stands behind the policy, with the same options', async () => {
    const { stdout } = await explain('--policy', '--case', 'api');
    expect(stdout).toContain('Works for api: same image.\nShown: exactly this set was tried (api/t0002).');
    expect(stdout).toContain('Without it:\n  CHOWN ');
  });

  it('tells it for each part', async () => {
    const { stdout } = await explain('--policy', '--split-by', 'directory');
    expect(stdout.match(/^Policy for .*$/gm)).toEqual(['Policy for teams/a', 'Policy for teams/b']);
  });

  it('takes a set, which is the one that is granted', async () => {
    const { stdout } = await explain('--policy', '--set', 'CHOWN,FSETID,SYS_TIME');
    expect(stdout).toContain('Not needed, and what it opens:\n  SYS_TIME: The build can set the clock of the host.');
  });

  it.each([
    [['--policy', '--why', 'CHOWN'], 'Several questions were asked at once'],
    [['--answer', 'exit-0'], '--answer was given without --policy'],
    [['--without-case', 'api'], '--without-case was given without --policy'],
    [['--split-by', 'case'], '--split-by was given without --policy'],
  ])('refuses %s as wrong usage', async (words, told) => {
    const end = await explain(...words);
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toContain(told);
  });
});
