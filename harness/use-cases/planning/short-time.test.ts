import { describe, expect, it } from 'vitest';
import { caseOf, recordOf, trialOf } from '../../testing/examples/records.ts';
import { shortTimeText } from './short-time.ts';

const reference = { purpose: 'reference', durationMs: 20_000 } as const;
const trials = { ...caseOf().trials, all: [trialOf(reference), trialOf(reference), trialOf({ durationMs: 90_000 })] };
const record = recordOf([caseOf({ id: 'api', trials }), caseOf({ id: 'other', trials })]);
const cases = [{ id: 'api' }];

describe('what is told of a time that is too short', () => {
  it('names what the reference builds of these cases took before, beside what is allowed', () => {
    expect(shortTimeText({ maxTimeMs: 30_000, cases, jobs: 1 }, record)).toMatchInlineSnapshot(
      `"--max-time 30 s is too short for an answer: the reference builds alone took 40 s before."`,
    );
  });

  it('is nothing where they can be built in time, several at once if so many may run', () => {
    expect(shortTimeText({ maxTimeMs: 30_000, cases, jobs: 2 }, record)).toBeUndefined();
    expect(shortTimeText({ maxTimeMs: 60_000, cases, jobs: 1 }, record)).toBeUndefined();
    expect(shortTimeText({ maxTimeMs: 15_000, cases, jobs: 8 }, record)).toContain('20 s before');
  });

  it('is nothing where the record does not know the cases', () => {
    expect(shortTimeText({ maxTimeMs: 1, cases: [{ id: 'new' }], jobs: 1 }, record)).toBeUndefined();
  });
});
