import { describe, expect, it } from 'vitest';
import { setOf } from '../../../capabilities/capability-set.ts';
import { caseOf, lossOf, trialOf } from '../../../testing/examples/records.ts';
import { viewCase } from '../case-view.ts';
import { evidencePair } from './evidence-pair.ts';

const WITHOUT = trialOf({ id: 't3', set: ['FOWNER', 'FSETID'], verdict: 'failed' });
const EVERYTHING = trialOf({ id: 't1', set: ['CHOWN', 'FOWNER', 'FSETID'] });
const MINIMAL = trialOf({ id: 't2', set: ['CHOWN', 'FSETID'] });
const LOSS = lossOf({ set: ['FOWNER', 'FSETID'], trials: ['t3'] });

function pairOf(...all: ReturnType<typeof trialOf>[]) {
  const one = caseOf({ trials: { ...caseOf().trials, all } });
  const { having, lacking } = evidencePair(viewCase(one, { slug: 'case', side: '' }), LOSS);
  return { having: having?.trials.map(({ id }) => id), lacking: lacking.trials.map(({ id }) => id) };
}

describe('the evidence of a loss', () => {
  it('is best two sets that differ in nothing but the capability', () => {
    expect(pairOf(MINIMAL, EVERYTHING, WITHOUT)).toEqual({ having: ['t1'], lacking: ['t3'] });
  });

  it('is else a minimal set that holds it', () => {
    expect(pairOf(MINIMAL, WITHOUT)).toEqual({ having: ['t2'], lacking: ['t3'] });
  });

  it('is never a trial that gave another image', () => {
    expect(pairOf({ ...EVERYTHING, verdict: 'degraded' }, WITHOUT).having).toBeUndefined();
  });

  it('cites only the trials that the loss names', () => {
    expect(pairOf(WITHOUT, { ...WITHOUT, id: 't9' }).lacking).toEqual(['t3']);
    const { lacking } = evidencePair(viewCase(caseOf(), { slug: 'case', side: '' }), LOSS);
    expect(lacking).toEqual({ set: setOf('FOWNER', 'FSETID'), trials: [] });
  });
});
