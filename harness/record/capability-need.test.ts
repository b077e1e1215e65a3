import { describe, expect, it } from 'vitest';
import { caseOf, failedReference, partialCase, violatedCase } from '../testing/examples/records.ts';
import { needOf, silentLosses } from './capability-need.ts';

const either = caseOf({
  faithful: { complete: true, minimalSets: [['CHOWN'], ['CHOWN', 'FSETID']], maximalFailingSets: [] },
});

describe('how much a case needs a capability', () => {
  it.each([
    ['every set that serves holds it', caseOf(), 'CHOWN', 'needed'],
    ['some of them hold it', either, 'FSETID', 'alternative'],
    ['none of them holds it', caseOf(), 'FOWNER', 'not-needed'],
    ['it is in what serves, and proven to be needed', partialCase(), 'CHOWN', 'needed'],
    ['it is in what serves, and nothing else is known', partialCase(), 'FSETID', 'not-proven'],
    ['it is in nothing that serves, but not all such sets are known', partialCase(), 'FOWNER', 'not-known'],
    ['it was not in play', caseOf(), 'SYS_ADMIN', 'never-granted'],
    ['nothing serves', failedReference(), 'CHOWN', 'no-answer'],
  ] as const)('is told where %s', (_, one, capability, need) => expect(needOf(one, capability)).toBe(need));

  it('is not proven where more capabilities hurt, whatever all the rest together shows', () => {
    const known = {
      knownSufficient: [['CHOWN']],
      provenMinimal: [],
      knownNecessary: ['CHOWN'],
      minimalSizeAtLeast: 1,
      undecided: 0,
      trialsStillNeededAtLeast: 0,
    };
    const one = violatedCase({ partial: { faithful: known, exitZero: known } });
    expect(needOf(one, 'CHOWN')).toBe('not-proven');
    expect(needOf({ ...one, violations: [] }, 'CHOWN')).toBe('needed');
  });

  it('is not claimed of a name that this version does not know', () => {
    expect(needOf(caseOf({ universe: ['CHOWN', 'FUTURE'] }), 'FUTURE')).toBe('not-needed');
  });
});

describe('what goes unnoticed', () => {
  it('is the losses with which the build reports success', () => {
    expect(silentLosses(caseOf()).map(({ capability }) => capability)).toEqual(['FSETID']);
  });
});
