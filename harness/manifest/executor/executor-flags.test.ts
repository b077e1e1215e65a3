import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseOfferedFlags } from '../../builders/settings/offered-flags.ts';
import { plainWritten } from '../model/written.ts';
import { EXECUTOR_SWITCHES, readExecutorFlags } from './executor-flags.ts';

const HELP = 'harness/builders/kaniko/testing-help';

function read(...words: readonly string[]) {
  const { flags, others } = readExecutorFlags(words.map((word) => plainWritten(word, { file: 'a', line: 1 })));
  return [flags.map(({ name, value }) => [name, value?.value ?? null]), others.map(({ value }) => value)];
}

describe('the flags of an executor', () => {
  it('are read as pflag reads them', () => {
    expect(
      read(
        '-c',
        'dir://x',
        '--dockerfile=a=b',
        '-fD',
        '--cache',
        '--target',
        'x',
        '--cleanup=false',
        'word',
        '--',
        '--y',
      ),
    ).toEqual([
      [
        ['context', 'dir://x'],
        ['dockerfile', 'a=b'],
        ['dockerfile', 'D'],
        ['cache', null],
        ['target', 'x'],
        ['cleanup', 'false'],
      ],
      ['word', '--y'],
    ]);
  });

  it.each(readdirSync(HELP))('are those that %s has without a value', (file) => {
    const offered = [...parseOfferedFlags(readFileSync(`${HELP}/${file}`, 'utf8'))];
    const switches = offered.filter(([, { takesValue }]) => !takesValue).map(([name]) => name);
    expect(switches.filter((name) => !EXECUTOR_SWITCHES.has(name))).toEqual([]);
    const valued = offered.filter(([, { takesValue }]) => takesValue).map(([name]) => name);
    expect(valued.filter((name) => EXECUTOR_SWITCHES.has(name))).toEqual([]);
  });
});
