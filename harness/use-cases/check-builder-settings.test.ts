import { expect, it } from 'vitest';
import type { BuilderSettings } from '../builders/builder.ts';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import { HarnessError } from '../errors.ts';
import { plannedCaseOf } from '../testing/examples/plans.ts';
import { scriptedBuilder } from '../testing/scripted/scripted-builder.ts';
import { DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import { checkBuilderSettings } from './check-builder-settings.ts';

function caseWith(id: string, ...builderFlags: readonly string[]) {
  return plannedCaseOf(id, EMPTY_SET, { configuration: { ...DEFAULT_CONFIGURATION, builderFlags } });
}

const builder = scriptedBuilder({
  checkSettings: async ({ flags }: BuilderSettings) => {
    if (flags.includes('--typo')) throw new HarnessError('UNKNOWN_FLAG', 'no flag --typo', { hint: 'Leave it out.' });
    return flags.map((flag) => `${flag} is left out`);
  },
});

it('tells once what several cases have', async () => {
  const cases = [caseWith('a', '--no-push'), caseWith('b', '--no-push'), caseWith('c', '--no-push', '--tar-path=x')];
  expect(await checkBuilderSettings(builder, cases)).toEqual(['--no-push is left out', '--tar-path=x is left out']);
});

it('names the case of a setting that cannot be used, unless all have it', async () => {
  await expect(checkBuilderSettings(builder, [caseWith('a'), caseWith('b', '--typo')])).rejects.toMatchObject({
    code: 'UNKNOWN_FLAG',
    message: 'dockerfiles/b: no flag --typo',
    hint: 'Leave it out.',
  });
  await expect(checkBuilderSettings(builder, [caseWith('a', '--typo')])).rejects.toThrow(/^no flag --typo$/);
});

it('refuses layers that this Node.js cannot read', async () => {
  const asked = checkBuilderSettings(builder, [caseWith('a', '--compression=zstd')]);
  if ('zstd' in process.versions) expect(await asked).toHaveLength(1);
  else
    await expect(asked).rejects.toMatchObject({ code: 'BAD_CONFIGURATION', message: expect.stringContaining('zstd') });
});
