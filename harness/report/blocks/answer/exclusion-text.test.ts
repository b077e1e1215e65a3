import { describe, expect, it } from 'vitest';
import { caseOf, failedReference, recordOf } from '../../../testing/examples/records.ts';
import { fownerCase, hopelessCase, hurtingCase } from '../../../testing/examples/watched-cases.ts';
import { cacheLines } from '../run/cache-text.ts';
import { profileLines } from '../run/run-text.ts';
import { exclusionText } from './exclusion-text.ts';

const excluding = [caseOf(), hopelessCase(), failedReference(), fownerCase()];
const TOLD = 'no set works for both hopeless and fowner: what one needs hurts another';

describe('cases that exclude each other', () => {
  it('are told by their names', () => {
    expect(exclusionText(excluding, 'faithful')).toBe(TOLD);
    expect(exclusionText([hurtingCase(), fownerCase()], 'faithful')).toBeUndefined();
  });

  it('are told where the sets for all cases would stand', () => {
    const profile = { faithful: [], exitZero: [] };
    expect(profileLines(recordOf(excluding, { profile }))).toEqual([TOLD]);
    expect(profileLines(recordOf(excluding, { profile: { ...profile, exitZero: [['CHOWN']] } })).at(-1)).toContain(
      'exit code 0 alone needs only  CHOWN',
    );
    const dockerfile = 'a/Dockerfile';
    const both = [hopelessCase({ dockerfile }), fownerCase({ dockerfile })];
    const group = { dockerfile, cases: ['hopeless', 'fowner'], faithful: [], exitZero: [] };
    expect(cacheLines(recordOf(both, { together: [group] }))).toEqual([`a/Dockerfile, cache off and off: ${TOLD}`]);
  });
});
