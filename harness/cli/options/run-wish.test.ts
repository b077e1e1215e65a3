import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import type { RunPolicy } from '../../vocabulary/run-policy.ts';
import { taskOf } from '../commands/discover.ts';
import { command } from './command.ts';
import type { OptionValues } from './option.ts';
import { searchOptions } from './run-options.ts';
import { builderRequestOf, searchPolicy } from './run-wish.ts';

const OPTIONS = searchOptions();

function policyFor(...args: readonly string[]): RunPolicy {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  let given: OptionValues<typeof OPTIONS> | undefined;
  const discover = command({
    arguments: {},
    options: OPTIONS,
    run: async (_, options) => {
      given = options;
      return 0;
    },
  });
  discover.declareOn(program.command('discover'), () => undefined);
  program.parse(['discover', ...args], { from: 'user' });
  if (given === undefined) throw new Error('the command was not run');
  return searchPolicy({ confirm: 2, seed: 1, ...given });
}

describe('the policy of a discovery', () => {
  it('audits unless it is told not to', () => {
    expect(policyFor().audit).toBeGreaterThan(0);
    expect(policyFor('--audit', '20').audit).toBe(20);
    expect(policyFor('--audit', 'off').audit).toBeNull();
    expect(policyFor('--audit=off').audit).toBeNull();
  });

  it.each([
    ['90s', 90_000],
    ['20m', 1_200_000],
    ['2h', 7_200_000],
    ['45', 45_000],
  ])('takes %s for a time', (text, milliseconds) => {
    expect(policyFor('--max-time', text).maxTimeMs).toBe(milliseconds);
  });

  it('has no limit unless one is given', () => {
    expect(policyFor()).toMatchObject({ maxTrials: null, maxTimeMs: null });
    expect(policyFor('--max-trials', '40').maxTrials).toBe(40);
  });

  it.each([
    ['--confidence', '1'],
    ['--confidence', '95'],
    ['--audit', 'none'],
    ['--audit-share', '1'],
    ['--audit-share', ''],
    ['--max-time', 'soon'],
    ['--max-time', '0m'],
    ['--max-trials', '0'],
  ])('refuses %s %s', (option, value) => {
    expect(() => policyFor(option, value)).toThrow(/It must be/);
  });
});

describe('the sets that a discovery is to try', () => {
  it('are every subset of the capabilities that are named, or of all', () => {
    const over = setOf('CHOWN', 'FOWNER');
    expect(taskOf({ exhaustive: true, over: 'fowner,CAP_CHOWN' })).toEqual({ kind: 'every-set', over });
    expect(taskOf({ exhaustive: true, over: undefined })).toEqual({ kind: 'every-set', over: null });
    expect(taskOf({ exhaustive: false, over: undefined })).toEqual({ kind: 'search' });
  });

  it('are refused where nothing is exhaustive or nothing is named', () => {
    expect(() => taskOf({ exhaustive: false, over: 'CHOWN' })).toThrow('--over was given without --exhaustive');
    expect(() => taskOf({ exhaustive: true, over: 'none' })).toThrow('--over names no capability');
    expect(() => taskOf({ exhaustive: true, over: 'CHWON' })).toThrow('Unknown capability CHWON');
  });
});

describe('the builder that is asked for', () => {
  const none = { builder: undefined, executorBinary: undefined };

  it('is what the options name before what the environment names', () => {
    const environment = { KANIKO_CAPS_BUILDER: 'executor:env' };
    expect(builderRequestOf({ ...none, builder: 'executor:1' }, environment)).toEqual({
      kind: 'image',
      reference: 'executor:1',
    });
    expect(builderRequestOf(none, environment)).toEqual({ kind: 'image', reference: 'executor:env' });
    expect(builderRequestOf(none, { KANIKO_CAPS_BUILDER: '' })).toEqual({ kind: 'any' });
  });

  it('is one', () => {
    expect(() => builderRequestOf({ builder: 'executor:1', executorBinary: './executor' }, {})).toThrow(
      '--builder and --executor-binary were both given',
    );
  });
});
