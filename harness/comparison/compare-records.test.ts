import { describe, expect, it } from 'vitest';
import { caseOf, failedReference, lossOf, partialCase, recordOf, trialOf } from '../testing/examples/records.ts';
import { compareRecords, comparisonExitCode } from './compare-records.ts';
import { comparisonText } from './comparison-text.ts';

const answer = (...minimalSets: string[][]) => ({ complete: true, minimalSets, maximalFailingSets: [] });

describe('comparing two records', () => {
  it('finds nothing where nothing changed', () => {
    const result = compareRecords(recordOf([caseOf()]), recordOf([caseOf()]));
    expect(comparisonExitCode(result)).toBe(0);
    expect(comparisonText(result)).toContain('No difference in 1 case.');
  });

  it('says first that more is needed, and names the trials that prove it', () => {
    const failing = trialOf({ id: 't0009', set: ['CHOWN'], verdict: 'failed', shown: ['chown: no\u001b[2J'] });
    const before = caseOf({
      faithful: answer(['CHOWN']),
      trials: { ...caseOf().trials, all: [trialOf({ id: 't0004', set: ['CHOWN'] })] },
    });
    const after = caseOf({ trials: { ...caseOf().trials, all: [failing] } });
    const result = compareRecords(recordOf([before]), recordOf([after]));
    const text = comparisonText(result);
    expect(text.split('\n')[0]).toBe('B needs more in 1 of 1 case: setgid-foreign-group.');
    expect(text).toContain('CHOWN works in A (t0004) and fails in B (t0009): chown: no\\u001b[2J');
    expect(comparisonExitCode(result)).toBe(1);
  });

  it('takes a build that fails with everything granted for one that needs more', () => {
    const after = { ...failedReference(), id: 'setgid-foreign-group', contextSha256: caseOf().contextSha256 };
    const [one] = compareRecords(recordOf([caseOf()]), recordOf([after])).cases;
    expect(one).toMatchObject({ kind: 'compared', faithful: { relation: 'needs-more' } });
  });

  it('tells a silent loss that became an error', () => {
    const before = caseOf({ losses: [lossOf({ capability: 'FSETID', verdict: 'degraded' })] });
    const after = caseOf({ losses: [lossOf({ capability: 'FSETID', verdict: 'failed' })] });
    const result = compareRecords(recordOf([before]), recordOf([after]));
    expect(comparisonText(result)).toContain('B fails where A loses something silently, in 1 of 1 case');
    expect(comparisonExitCode(result)).toBe(1);
  });

  it('tells another reference image apart from what capabilities do', () => {
    const image = { kind: 'differs', differences: ['/app is owned by 1:1 instead of 0:0'] } as const;
    const other = new Map([['setgid-foreign-group', image]]);
    const result = compareRecords(recordOf([caseOf()]), recordOf([caseOf()]), other);
    expect(comparisonText(result)).toContain('needs the same, but builds a different image');
  });

  it('does not compare what another kernel series or context answered, and names the field', () => {
    const before = recordOf([caseOf()]);
    const after = { ...before, environment: { ...before.environment, kernel: '2.4.0' } };
    const result = compareRecords(before, after);
    expect(comparisonText(result)).toContain('environment.kernel');
    expect(comparisonExitCode(result)).toBe(3);
    const changed = compareRecords(before, recordOf([caseOf({ contextSha256: 'd' })]));
    expect(changed.cases).toMatchObject([{ kind: 'not-comparable', facts: [{ field: 'contextSha256' }] }]);
  });

  it('has no verdict on what is not proven or not in both', () => {
    const result = compareRecords(recordOf([partialCase()]), recordOf([caseOf(), caseOf({ id: 'new' })]));
    expect(result.cases.map(({ kind }) => kind)).toEqual(['no-verdict', 'no-verdict']);
    expect(comparisonExitCode(result)).toBe(3);
  });
});
