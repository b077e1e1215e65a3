import { describe, expect, it } from 'vitest';
import { setOfNames } from '../capabilities/parse-set.ts';
import { casePrior, type PriorQuestion } from '../priors/case-prior.ts';
import type { CasePrior } from '../search/picker/prior.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { caseOf, failedReference, recordOf } from '../testing/examples/records.ts';
import { knownFindings } from './known-findings.ts';

const LOCK = lockOf(recordOf([caseOf(), failedReference()]));
const { builder } = recordOf([]);

function priorOf(changes: Partial<PriorQuestion> = {}): CasePrior {
  const universe = setOfNames(caseOf().universe);
  const idOf = (path: string): string => (path.includes('mount') ? 'mount-in-run' : caseOf().id);
  const sources = { records: [], known: knownFindings(LOCK, idOf), calibration: { rules: {}, bases: {} } };
  const question = {
    caseId: caseOf().id,
    universe,
    builder,
    contextSha256: 'c'.repeat(64),
    instructions: [],
    baseReferences: [],
  };
  return casePrior({ ...question, ...changes }, sources);
}

describe('what a lock file lets a search expect', () => {
  it('is first what is locked, and a surprise if it fails with the same builder and context', () => {
    const [faithful, exitZero] = [setOfNames(['CHOWN', 'FSETID']), setOfNames(['CHOWN'])];
    const prior = priorOf();
    expect(prior.faithful).toMatchObject({ guesses: [faithful], expected: [faithful] });
    expect(prior.exitZero).toMatchObject({ guesses: [exitZero], expected: [exitZero] });
    expect(prior.because[0]).toContain(`found before with kaniko ${builder.version}`);
    expect(priorOf({ builder: { ...builder, version: 'v1.25.0' } }).faithful.expected).toBeUndefined();
  });

  it('is nothing for a build that fails with everything granted, nor for a case that is not locked', () => {
    expect(priorOf({ caseId: 'mount-in-run' }).because.join()).not.toContain('found before');
    expect(priorOf({ caseId: 'another' }).because.join()).not.toContain('found before');
  });

  it('tells that the context is another one', () => {
    expect(priorOf({ contextSha256: 'd'.repeat(64) }).because[0]).toContain('has changed since');
  });
});
