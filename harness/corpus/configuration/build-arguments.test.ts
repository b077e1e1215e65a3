import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageOf } from '../../errors.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import type { SecretArgument } from '../../vocabulary/configuration-sources.ts';
import { caseArguments } from './build-arguments.ts';
import { readArgument } from './read-argument.ts';

const FILE = '/cases/api/case.json';

describe('the build arguments of a case', () => {
  it.each([
    ['NPM_TOKEN', 'x'],
    ['npmToken', 'x'],
    ['GITHUB_TOKEN_READONLY', 'x'],
    ['DB_PASSWORD', 'x'],
    ['DB_PASS', 'x'],
    ['AWS_SECRET_ACCESS_KEY', 'x'],
    ['HTTP_PROXY', 'http://me:hunter2@proxy:3128'],
    ['INDEX_URL', 'https://ghp_0123456789abcdef@pypi.example/simple'],
  ])('are secret where they look so: %s=%s', (name, value) => {
    const own = caseArguments({}, { buildArguments: { [name]: value, VERSION: '1' } }, FILE);
    expect(own).toEqual({
      buildArguments: { VERSION: '1' },
      secretArguments: [{ name, from: { kind: 'case-settings', path: FILE } }],
    });
    expect(caseArguments({ buildArguments: { [name]: value } }, {}, FILE)).toEqual({
      buildArguments: {},
      secretArguments: [{ name, from: { kind: 'command-line' } }],
    });
  });

  it.each([
    ['VERSION', '1'],
    ['NPM_TOKEN', ''],
    ['HTTP_PROXY', 'http://proxy:3128'],
    ['GIT_URL', 'ssh://git@github.com/x/y.git'],
    ['PASSENGERS', '4'],
    ['__proto__', 'x'],
  ])('are kept where they do not: %s=%s', (name, value) => {
    const { buildArguments, secretArguments } = caseArguments({ buildArguments: { [name]: value } }, {}, FILE);
    expect(Object.entries(buildArguments)).toEqual([[name, value]]);
    expect(secretArguments).toEqual([]);
  });

  it('are secret where a case.json marks them, which can name no variable of this machine', () => {
    const own = { buildArguments: { A: 'case', B: 'case' }, secretBuildArguments: ['A', 'B', 'C', 'D'] };
    const line = { buildArguments: { B: 'line' }, argumentsFromEnvironment: ['C'] };
    expect(caseArguments(line, own, FILE)).toEqual({
      buildArguments: {},
      secretArguments: [
        { name: 'A', from: { kind: 'case-settings', path: FILE } },
        { name: 'B', from: { kind: 'command-line' } },
        { name: 'C', from: { kind: 'environment', name: 'C' } },
        { name: 'D', from: { kind: 'stand-in' } },
      ],
    });
  });

  it('come from the environment before what a case.json says, and not from both options', () => {
    const line = { argumentsFromEnvironment: ['A'] };
    expect(caseArguments(line, { buildArguments: { A: 'case' } }, FILE)).toEqual({
      buildArguments: {},
      secretArguments: [{ name: 'A', from: { kind: 'environment', name: 'A' } }],
    });
    expect(() => caseArguments({ ...line, buildArguments: { A: 'hunter2' } }, {}, FILE)).toThrow(
      'The build argument A was given with --build-arg and --build-arg-env',
    );
  });
});

describe('the value of a secret build argument', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = await openScratch();
  });
  afterEach(() => scratch.remove());

  const read = async (from: SecretArgument['from'], environment = {}, givenArguments = {}): Promise<string> =>
    (await readArgument({ name: 'TOKEN', from }, { environment, givenArguments })).value;

  it('is where its origin says, and after the command line is gone in the variable of its name', async () => {
    const variable = { kind: 'environment', name: 'OTHER' } as const;
    expect(await read(variable, { OTHER: 'hunter2' })).toBe('hunter2');
    expect(await read({ kind: 'command-line' }, { TOKEN: 'later' }, { TOKEN: 'given' })).toBe('given');
    expect(await read({ kind: 'command-line' }, { TOKEN: 'later' })).toBe('later');
    expect(await read({ kind: 'stand-in' })).toBe('kaniko-caps-stand-in-for-TOKEN');
    const path = scratch.path('case.json');
    await writeFile(path, '{"buildArguments":{"TOKEN":"in the file"}}');
    expect(await read({ kind: 'case-settings', path })).toBe('in the file');
  });

  it('is asked for by name where it is missing, and never repeated', async () => {
    await expect(read({ kind: 'environment', name: 'OTHER' })).rejects.toMatchObject({
      message: 'There is no value for the build argument TOKEN: the variable OTHER is not set',
      hint: 'Set the variable TOKEN to its value and run the command again.',
    });
    await expect(read({ kind: 'command-line' })).rejects.toThrow('so that it was not kept');
    const path = scratch.path('case.json');
    await expect(read({ kind: 'case-settings', path })).rejects.toThrow('ENOENT');
    await writeFile(path, '{"buildArguments":{"OTHER":"hunter2"}}');
    await expect(read({ kind: 'case-settings', path })).rejects.toThrow('it is no more in');
    for (const value of ['ab', 'x'.repeat(130_000)]) {
      const refusal = await read({ kind: 'environment', name: 'OTHER' }, { OTHER: value }).catch(messageOf);
      expect(refusal).toMatch(/^The value of the build argument TOKEN is (shorter|longer) than/);
      expect(refusal).not.toContain(value);
    }
  });
});
