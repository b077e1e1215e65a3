import { describe, expect, it } from 'vitest';
import { runInProcess } from '../../testing/programs/run-in-process.ts';

/** What is heeded beside `--record`: it says what is taken of the saved run, and how that is shown. */
const HEEDED: Readonly<Record<string, readonly string[]>> = {
  check: ['lock', 'strict', 'fail-on-reference-change', 'fail-on-flaky', 'format', 'sarif-category', 'prior', 'json'],
  update: ['lock', 'accept', 'fail-on-flaky', 'json'],
};

/** One of these is a value that an option takes. */
const VALUES = [
  '1',
  'off',
  '1/2',
  '0.5',
  '90s',
  'NAME',
  'NAME=VALUE',
  'dir',
  'as-is',
  'egress',
  'refuse',
  'preview',
  'docker',
];

async function optionsOf(name: string): Promise<{ readonly flag: string; readonly takesValue: boolean }[]> {
  const { stdout } = await runInProcess(name, '--help');
  return [...stdout.matchAll(/^ {2}(?:-\w, )?--([\w-]+)( <)?/gm)]
    .map(([, flag = '', value]) => ({ flag, takesValue: value !== undefined }))
    .filter(({ flag }) => !['record', 'help'].includes(flag));
}

/** What the program says to an option beside a record that does not exist. */
async function answerTo(name: string, { flag, takesValue }: { readonly flag: string; readonly takesValue: boolean }) {
  for (const value of takesValue ? VALUES : [undefined]) {
    const args = ['--record', 'no-such-run', `--${flag}`, ...(value === undefined ? [] : [value])];
    const { stderr } = await runInProcess(name, ...args);
    if (!/is invalid|BAD_OPTION/.test(stderr)) return stderr;
  }
  return 'no value was taken';
}

describe('options beside --record', () => {
  it.each(Object.keys(HEEDED))('of %s are refused, unless they have an effect', async (name) => {
    const options = await optionsOf(name);
    const refused: string[] = [];
    for (const option of options.filter(({ flag }) => HEEDED[name]?.includes(flag) !== true)) {
      const told = await answerTo(name, option);
      if (told.startsWith(`--${option.flag} has no effect beside --record [OPTIONS_CONFLICT]`))
        refused.push(option.flag);
    }
    expect(refused.length).toBeGreaterThan(30);
    expect([...refused, ...(HEEDED[name] ?? [])].sort()).toEqual(options.map(({ flag }) => flag).sort());
  });

  it('are all named at once, with what to do', async () => {
    const { exitCode, stdout, stderr } = await runInProcess('check', '--record', 'x', '--jobs', '3', '--shard', '1/2');
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        '--shard, --jobs have no effect beside --record [OPTIONS_CONFLICT]\n' +
        'A saved run is taken as it is: no trial runs. Leave out --shard, --jobs, or leave out --record.\n',
    });
  });

  it('are refused where two records are compared, too', async () => {
    const records = ['results/google-v1.9.1', 'results/google-v1.24.0'];
    expect(await runInProcess('compare', ...records, '--jobs', '3')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('--jobs has no effect beside two records [OPTIONS_CONFLICT]'),
    });
  });
});
