import { describe, expect, it } from 'vitest';
import { caseOf, partialCase, recordOf } from '../../../testing/examples/records.ts';
import { caseSummary, casesReport } from '../../terminal/case-summary.ts';
import { sideBySideReport } from '../../terminal/side-by-side.ts';
import { tableReport } from '../../terminal/table.ts';

/** Words that claim what only a complete answer proves. */
const CLAIM = /\bneeds\b|(?<!not proven )\bminimal\b/;

describe('the text on a case whose run ended early', () => {
  it('tells what is known and what is not', () => {
    expect(caseSummary(partialCase())).toMatchInlineSnapshot(`
      "setgid-foreign-group  works with  CHOWN FSETID     partial · 9 trials · 48 s
        not every set is decided
        same image: CHOWN FSETID works, not proven minimal; always needed: CHOWN; 2 of 8 sets not known; a proof takes at least 1 more trial
        CHOWN  RUN, line 2  operation not permitted"
    `);
  });

  it('tells each answer by itself where they differ', () => {
    const exitZero = { ...caseOf().exitZero };
    const text = caseSummary(partialCase({ exitZero, partial: { ...partialCase().partial, exitZero: null } }));
    expect(text).toContain('same image: CHOWN FSETID works');
    expect(text).toContain('exit code 0 needs only CHOWN');
  });

  it('calls minimal what is proven to be', () => {
    const { faithful } = partialCase().partial;
    if (faithful === null) throw new Error('There is no partial answer');
    const known = { ...faithful, provenMinimal: faithful.knownSufficient };
    expect(caseSummary(partialCase({ partial: { faithful: known, exitZero: known } }))).toContain(
      'CHOWN FSETID is a minimal set; there may be others',
    );
  });

  it.each([
    ['text', (one: ReturnType<typeof caseOf>) => casesReport(recordOf([one, { ...one, id: 'another' }]))],
    [
      'table',
      (one: ReturnType<typeof caseOf>) => tableReport(recordOf([one, { ...one, id: 'another' }]), { width: 120 }),
    ],
    [
      'side by side',
      (one: ReturnType<typeof caseOf>) => sideBySideReport([recordOf([one]), recordOf([one])], { width: 120 }),
    ],
  ])('never claims a need or a minimum, as %s', (_, report) => {
    for (const one of [partialCase(), partialCase({ partial: { faithful: null, exitZero: null } })]) {
      const text = report(one).replace('│ needs', '│      ');
      expect(text).toContain('works with');
      expect(text).not.toMatch(CLAIM);
    }
  });

  it('says which budget was spent, and how to continue', () => {
    const { run } = recordOf([]);
    const record = recordOf([partialCase()], { run: { ...run, status: 'partial', budgetSpent: 'trials' } });
    for (const text of [casesReport(record), tableReport(record, { width: 120 })]) {
      expect(text).toContain('the run reached --max-trials before every answer was proven');
      expect(text).toContain('--resume');
    }
    const answered = recordOf([caseOf()], { run: { ...run, status: 'complete', budgetSpent: 'trials' } });
    expect(casesReport(answered)).toContain('the run reached --max-trials before all further tests were done');
  });
});
