import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockOf } from '../testing/examples/locks.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { parseLock } from './parse-lock.ts';
import { serializeLock } from './serialize-lock.ts';

function read(expires: string, today: string): string {
  const exception = { accepts: 'needs-more', reason: 'known', owner: 'team-build', expires } as const;
  const lock = lockOf(recordOf([caseOf()]));
  const [path = ''] = Object.keys(lock.cases);
  try {
    parseLock(serializeLock({ ...lock, exceptions: [{ case: path, ...exception }] }), 'lock.json', today);
    return 'read';
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.message} ${'hint' in thrown ? thrown.hint : ''}` : '';
  }
}

describe('the term of an exception', () => {
  it('is a year at most, and the error names the last day that can be written', () => {
    expect(read('2027-11-30', '2026-11-29')).toBe('read');
    expect(read('2027-12-01', '2026-11-29')).toMatch(
      /^lock\.json:\d+: exceptions\[0\]\.expires: 2027-12-01 is more than a year ahead An exception holds .* Write 2027-11-30 or an earlier day/,
    );
    expect(read('2028-02-29', '2027-02-28')).toBe('read');
    expect(read('9999-12-31', '2026-11-29')).toContain('is more than a year ahead');
  });

  it('that can be written today can be read on every later day', () => {
    const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
    const MS = 86_400_000;
    fc.assert(
      fc.property(fc.nat(40_000), fc.nat(366), fc.nat(2_000), (start, term, later) => {
        expect(read(day((start + term) * MS), day((start + later) * MS))).toBe('read');
      }),
      { numRuns: 50 },
    );
  });
});
