import { describe, expect, it } from 'vitest';
import { caseOf, failedReference, recordOf } from '../../testing/examples/records.ts';
import { witnessComparison } from './witness-comparison.ts';

const watched = (id: string, granted: string[], ...minimalSets: string[][]) =>
  caseOf({
    id,
    witness: { granted, incomplete: 0 },
    faithful: { complete: true, minimalSets, maximalFailingSets: [] },
  });

describe('the comparison of a tracer with trials', () => {
  it('tells per case, and in sum, what granted checks say too much and too little', () => {
    const cases = [
      watched('exact', ['CHOWN', 'FSETID'], ['CHOWN', 'FSETID']),
      watched('too-much', ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'], ['CHOWN']),
      watched('one-of-two-ways', ['CHOWN', 'FOWNER'], ['CHOWN', 'FOWNER'], ['CHOWN', 'SETUID']),
      watched('too-little', ['CHOWN'], ['CHOWN', 'MKNOD']),
      watched('nothing', [], []),
    ];
    expect(witnessComparison([recordOf(cases)])).toMatchInlineSnapshot(`
      "### kaniko v1.24.0 (GoogleContainerTools), kernel 6.8.0

      5 cases of 5 compared: in 3 the granted checks are exactly a minimal set, in 1 they name capabilities that are in none (2 in all), and in 1 they lack a member of every minimal set.

      | case | granted to the reference build | proven minimal sets | granted but not needed | needed but not granted |
      |---|---|---|---|---|
      | exact | CHOWN FSETID | CHOWN FSETID |  |  |
      | too-much | CHOWN DAC_OVERRIDE FOWNER | CHOWN | DAC_OVERRIDE FOWNER |  |
      | one-of-two-ways | CHOWN FOWNER | CHOWN FOWNER or CHOWN SETUID |  |  |
      | too-little | CHOWN | CHOWN MKNOD |  | MKNOD |
      | nothing | nothing | nothing |  |  |"
    `);
  });

  it('leaves out cases that were not watched or not proven', () => {
    const searched = watched('partial', ['CHOWN'], ['CHOWN']);
    const partial = { ...searched, faithful: { ...searched.faithful, complete: false } };
    expect(witnessComparison([recordOf([caseOf(), partial, failedReference()])])).toContain('0 cases of 3 compared');
  });

  it('keeps a stranger from drawing the table', () => {
    const text = witnessComparison([recordOf([watched('a|b\n<i>\u001b[2J', ['CHOWN'], ['CHOWN'])])]);
    expect(text.split('\n').at(-1)).toBe('| a\\|b\\\\u000a\\<i\\>\\\\u001b\\[2J | CHOWN | CHOWN |  |  |');
  });
});
