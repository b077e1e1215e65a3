import { expect, it } from 'vitest';
import { diskQuota } from './disk-quota.ts';

const GIB = 2 ** 30;

it.each([
  ['bytes', { bytes: 0.9 * GIB, files: 100_000 }, 'of 10240 MiB that were free on the disk of the engine it left 922'],
  [
    'files',
    { bytes: 9 * GIB, files: 9_000 },
    'of 100000 files that could still be made on the disk of the engine it left 9000',
  ],
])('is spent when a tenth of the free %s is left, and says so', (_, space, said) => {
  const quota = diskQuota();
  quota.look({ bytes: 10 * GIB, files: 100_000 });
  quota.look({ bytes: 2 * GIB, files: 20_000 });
  expect(quota.spent.aborted).toBe(false);
  quota.look(space);
  expect(quota.spent.reason).toBe(`the trial was stopped: ${said}`);
});

it('is not spent by a trial that changes nothing, on however small a disk, nor where files are not counted', () => {
  const quota = diskQuota();
  for (let turn = 0; turn < 3; turn += 1) quota.look({ bytes: 1_000, files: 0 });
  expect(quota.spent.aborted).toBe(false);
});
