import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseOf, lossOf, partialCase, trialOf } from '../testing/examples/records.ts';
import { compareCases, differs } from './compare-cases.ts';
import type { ComparedCase } from './compared-case.ts';

const answer = (...minimalSets: string[][]) => ({ complete: true, minimalSets });

/** A case as a lock file keeps it: answers without the trials that prove them. */
function withoutTrials(changes: Partial<ComparedCase> = {}): ComparedCase {
  const losses = [
    { capability: 'FSETID', verdict: 'degraded', message: null, differences: [], trials: [] },
    { capability: 'CHOWN', verdict: 'failed', message: null, differences: [], trials: [] },
  ] as const;
  return { ...caseOf(), losses, trials: { all: [] }, ...changes };
}

describe('comparing two findings of a case', () => {
  it('tells that more is needed, silently, where the earlier finding kept no trial', () => {
    const after = caseOf({
      trials: {
        ...caseOf().trials,
        all: [trialOf({ id: 't0007', set: ['CHOWN'], verdict: 'degraded', shown: ['tool lost setgid'] })],
      },
    });
    const compared = compareCases(withoutTrials({ faithful: answer(['CHOWN']) }), after, { facts: [] });
    const witness = { set: ['CHOWN'], passing: [], failing: ['t0007'], silent: true, shown: ['tool lost setgid'] };
    expect(compared).toMatchObject({ faithful: { relation: 'needs-more', witnesses: [witness] } });
  });

  it('does not guess how a set fails where no trial tells', () => {
    const compared = compareCases(withoutTrials(), withoutTrials({ faithful: answer(['CHOWN']) }), { facts: [] });
    expect(compared).toMatchObject({
      faithful: { relation: 'needs-less', witnesses: [{ set: ['CHOWN'], silent: null, failing: [] }] },
    });
  });

  it('tells that an error became silent, but not where that depends on what else is granted', () => {
    const silent = lossOf({
      capability: 'CHOWN',
      verdict: 'degraded',
      message: null,
      differences: ['/app lost its owner'],
    });
    const after = { ...caseOf(), losses: [silent] };
    expect(compareCases(withoutTrials(), after, { facts: [] })).toMatchObject({
      losses: [{ capability: 'CHOWN', kind: 'became-silent', shown: ['/app lost its owner'] }],
    });
    const mixed = { ...caseOf(), losses: [silent, lossOf()] };
    expect(compareCases(withoutTrials(), mixed, { facts: [] })).toMatchObject({ losses: [] });
  });

  it('says which side has no answer and why', () => {
    expect(compareCases(caseOf(), partialCase(), { facts: [] })).toMatchObject({
      kind: 'no-verdict',
      reason: 'B is partial: not every set is decided',
    });
  });

  it('finds nothing between a case and itself, and the reverse of a change between two in the other order', () => {
    const set = fc.subarray(['CHOWN', 'FOWNER', 'FSETID']);
    const some = fc
      .uniqueArray(set, { selector: (names) => names.join(), maxLength: 3 })
      .map((sets) => answer(...sets));
    const reverse = {
      unchanged: 'unchanged',
      different: 'different',
      'needs-more': 'needs-less',
      'needs-less': 'needs-more',
    };
    fc.assert(
      fc.property(some, some, (one, other) => {
        const [before, after] = [withoutTrials({ faithful: one }), withoutTrials({ faithful: other })];
        expect(differs(compareCases(before, before, { facts: [] }))).toBe(false);
        const there = compareCases(before, after, { facts: [] });
        const back = compareCases(after, before, { facts: [] });
        if (there.kind !== 'compared' || back.kind !== 'compared') throw new Error('no verdict');
        expect(back.faithful.relation).toBe(reverse[there.faithful.relation]);
      }),
    );
  });
});
