import { describe, expect, it } from 'vitest';
import { caseOf, violatedCase } from '../../../testing/examples/records.ts';
import { flakyLines, violationLines } from './violation-text.ts';

describe('the text on a violation', () => {
  it('tells both sides with their trials, and how to see all of it', () => {
    expect(violationLines(violatedCase())).toEqual([
      'more capabilities hurt (same image and exit code 0): {CHOWN} works (t0003), {CHOWN FOWNER} does not (t0004, t0005)',
      'to try every set: kaniko-caps discover --exhaustive --over CHOWN,FOWNER dockerfiles/setgid-foreign-group',
    ]);
  });

  it('does not offer a table that there is already', () => {
    const truthTable = { over: ['CHOWN'], planes: [{ besides: [], verdicts: 'XF' }] };
    expect(violationLines(violatedCase({ truthTable })).join('\n')).not.toContain('--exhaustive');
  });

  it('quotes the path of a case for a shell', () => {
    const path = "cases/it's $(reboot)";
    expect(violationLines(violatedCase({ path })).at(-1)).toContain(`'cases/it'\\''s $(reboot)'`);
  });
});

describe('the text on a flaky set', () => {
  it('counts how often it worked and failed', () => {
    const flaky = [{ answer: 'faithful' as const, set: ['CHOWN', 'FSETID'], passes: 3, failures: 1 }];
    expect(flakyLines(caseOf({ flaky }))).toEqual([
      'flaky (same image): {CHOWN FSETID} worked 3 times and failed 1 time',
    ]);
  });
});
