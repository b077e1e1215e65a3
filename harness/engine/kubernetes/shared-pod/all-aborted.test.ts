import { expect, it } from 'vitest';
import { allAborted } from './all-aborted.ts';

it('fires with the last of several signals', () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const all = allAborted([one.signal, other.signal]);
  one.abort();
  expect(all.aborted).toBe(false);
  other.abort();
  expect(all.aborted).toBe(true);
  expect(allAborted([AbortSignal.abort()]).aborted).toBe(true);
  expect(allAborted([AbortSignal.abort(), undefined]).aborted).toBe(false);
});
