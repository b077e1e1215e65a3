import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleConfiguration } from '../../testing/examples/configurations.ts';
import { lockOf } from '../../testing/examples/locks.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import { lockedConfigurations } from './locked-cases.ts';

const { context } = DEFAULT_CONFIGURATION;
const foreign = exampleConfiguration({ context: { ...context, owner: { uid: 1000, gid: 1000 } } });
const onDisk = { file: 'capabilities.lock.json', lock: lockOf(recordOf([caseOf()])), text: '' };

describe('the build context of a locked case', () => {
  const contextIn = (directory: string, dockerfile: string) => {
    const record = recordOf([caseOf({ dockerfile, context: { directory, why: 'go.mod is there' } })]);
    const lock = lockOf(record);
    return {
      locked: lock.cases[dockerfile]?.context,
      usual: lockedConfigurations({ ...onDisk, lock }, () => undefined),
    };
  };

  it('is kept as seen from the Dockerfile, unless it is its own directory', () => {
    expect(contextIn('.', 'services/api/Dockerfile').locked).toBe('../..');
    expect(contextIn('services/shared', 'services/api/Dockerfile').locked).toBe('../shared');
    expect(contextIn('services/api/src', 'services/api/Dockerfile').locked).toBe('src');
    expect(contextIn('services/api', 'services/api/Dockerfile').locked).toBeUndefined();
    expect(contextIn('.', 'Dockerfile').locked).toBeUndefined();
  });

  it('is used again', () => {
    const { usual } = contextIn('.', 'services/api/Dockerfile');
    expect(usual.contextOf(resolve('services/api/Dockerfile'))).toBe(resolve('.'));
    expect(usual.contextOf(resolve('services/other/Dockerfile'))).toBeUndefined();
  });
});

describe('what is configured by the lock file alone', () => {
  const warnings = (...cases: Parameters<ReturnType<typeof lockedConfigurations>['taken']>[0]): string[] => {
    const told: string[] = [];
    lockedConfigurations(onDisk, (text) => told.push(text)).taken(cases);
    return told;
  };

  it('is told in one line for all cases that have it, with the way out', () => {
    const taken = { configuration: foreign, without: DEFAULT_CONFIGURATION };
    expect(warnings({ id: 'a', ...taken }, { id: 'b', ...taken })).toEqual([
      'a, b: configured as in capabilities.lock.json: context: a mounted directory that belongs to 1000:1000; --no-locked-configuration leaves that out',
    ]);
  });

  it('names a few of many cases', () => {
    const many = Array.from({ length: 10 }, (_, index) => ({
      id: `c${index}`,
      configuration: foreign,
      without: DEFAULT_CONFIGURATION,
    }));
    expect(warnings(...many)[0]).toMatch(/^c0, .*, c7 and 2 more: configured/);
  });

  it('is not told where options or case.json say it too, or it is as by default', () => {
    expect(warnings({ id: 'a', configuration: foreign, without: foreign })).toEqual([]);
    expect(warnings({ id: 'a', configuration: DEFAULT_CONFIGURATION, without: foreign })).toEqual([]);
    const flags = { ...foreign, builderFlags: ['--single-snapshot'] };
    expect(warnings({ id: 'a', configuration: flags, without: foreign })).toEqual([
      expect.stringContaining('capabilities.lock.json: --single-snapshot; --no'),
    ]);
  });
});
