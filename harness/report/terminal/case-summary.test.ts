import { describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { verificationExitCode } from '../../record/verification.ts';
import { caseOf, failedReference, lossOf, recordOf, trialOf, variationOf } from '../../testing/examples/records.ts';
import { caseSummary, casesReport } from './case-summary.ts';
import { verificationText } from './verification.ts';

type VariedSet = CaseRecord['variations'][number]['sets'][number];

describe('the text on a case', () => {
  it('gives the answer first, then what each loss does, then what exit code 0 alone needs', () => {
    expect(caseSummary(caseOf())).toMatchInlineSnapshot(`
      "setgid-foreign-group  needs  CHOWN FSETID     proven · 9 trials (minimum 4) · 48 s
        CHOWN   RUN, line 2          chown /tool: operation not permitted
        FSETID               SILENT  /usr/local/bin/tool lost setgid (2755 -> 0755)
        exit code 0 needs only CHOWN"
    `);
  });

  it('says plainly that exit code 0 needs nothing', () => {
    const exitZero = { complete: true, minimalSets: [[]], maximalFailingSets: [] };
    expect(caseSummary(caseOf({ exitZero }))).toMatch(/exit code 0 needs nothing$/);
  });

  it('tells under the answer what was shown of it under a variation', () => {
    const lineOf = (changes: Partial<VariedSet>, sets = [['CHOWN', 'FSETID']]): string | undefined => {
      const faithful = { ...caseOf().faithful, minimalSets: sets };
      return caseSummary(caseOf({ faithful, variations: [variationOf(changes)] }))
        .split('\n')
        .find((line) => line.includes('no-new-privileges'))
        ?.trim();
    };
    expect(lineOf({})).toBe('also works with no-new-privileges');
    expect(lineOf({}, [['CHOWN', 'FSETID'], ['FOWNER']])).toBe('CHOWN FSETID also works with no-new-privileges');
    expect(lineOf({ verdict: 'failed', shown: ['sudo: \u001b[31mno'] })).toBe(
      'fails with no-new-privileges: sudo: \\u001b[31mno',
    );
    expect(lineOf({ verdict: 'degraded', shown: ['/a is missing', '/b too'] })).toBe(
      'SILENT: gives a different image with no-new-privileges: /a is missing; /b too',
    );
    expect(lineOf({ shown: ['503'] })).toBe('also works with no-new-privileges, but a trial failed: 503');
    expect(caseSummary(caseOf())).not.toContain('no-new-privileges');
  });

  it('gives the message of a reference that fails and the command that grants more', () => {
    expect(caseSummary(failedReference())).toMatchInlineSnapshot(`
      "mount-in-run  the reference build fails with everything granted at line 2: RUN mount -t tmpfs none /mnt
        mount: can't mount none on /mnt: Operation not permitted
        The build may need a capability that was not in play. If you trust the Dockerfile, try more:
          kaniko-caps discover --universe wide dockerfiles/mount-in-run"
    `);
  });

  it('does not blame the privilege for a reference that fails otherwise', () => {
    const referenceFailure = {
      phase: 'instruction' as const,
      instruction: null,
      message: 'make: not found',
      log: ['sh: make: not found'],
    };
    expect(caseSummary(failedReference({ referenceFailure }))).not.toContain('--universe');
  });

  it('lists what was left out, what contradicts the assumption, and why there is no proof', () => {
    expect(
      caseSummary(
        caseOf({
          status: 'partial',
          reason: 'not every set is decided',
          exitZero: caseOf().faithful,
          masked: [
            { layer: 1, path: 'var/cache/index', field: 'content', text: 'the content of /var/cache/index varies' },
          ],
          violations: [
            { answer: 'exitZero', passing: ['CHOWN'], failing: ['CHOWN', 'FOWNER'], trials: ['t0004', 't0005'] },
          ],
        }),
      ),
    ).toMatchInlineSnapshot(`
      "setgid-foreign-group  needs  CHOWN FSETID     partial · 9 trials (minimum 4) · 48 s
        not every set is decided
        CHOWN   RUN, line 2          chown /tool: operation not permitted
        FSETID               SILENT  /usr/local/bin/tool lost setgid (2755 -> 0755)
        not compared, because it varies even with everything granted: the content of /var/cache/index varies
        more capabilities hurt (exit code 0): {CHOWN} works, {CHOWN FOWNER} does not (t0004, t0005)
        to try every set: kaniko-caps discover --exhaustive dockerfiles/setgid-foreign-group"
    `);
  });

  it('says why a case has no answer', () => {
    const unanswered = { complete: false, minimalSets: [], maximalFailingSets: [] };
    const one = caseOf({
      status: 'infrastructure',
      reason: 'no base image',
      faithful: unanswered,
      exitZero: unanswered,
    });
    expect(caseSummary(one)).toContain('no base image');
  });

  it('says once what kept a case from its answer of which only some sets are known', () => {
    const reason = 'no verdict in 3 trials with CHOWN, because of the engine: exceeded quota: small';
    const text = caseSummary(caseOf({ status: 'infrastructure', reason }));
    expect(text.split('\n')[1]).toBe(`  ${reason}`);
    expect(text.split(reason)).toHaveLength(2);
  });

  it('counts the differences that it does not tell, and shortens an endless message', () => {
    const differences = ['/a is missing', '/b is missing', '/c is missing', '/d is missing'];
    const losses = [
      lossOf({ verdict: 'degraded', differences, message: null }),
      lossOf({ message: 'x'.repeat(5_000) }),
    ];
    const text = caseSummary(caseOf({ losses }));
    expect(text).toContain('/a is missing; /b is missing; and 2 more');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(300);
  });

  it('names the cause of a silent loss where the kernel was watched', () => {
    const silent = {
      capability: 'FSETID',
      verdict: 'degraded' as const,
      differences: ['/tool lost setgid (2755 -> 0755)'],
      message: null,
    };
    const whatOf = (...programs: readonly string[]): string =>
      caseSummary(
        caseOf({ losses: [lossOf({ ...silent, denied: programs.map((program) => ({ program, count: 1 })) })] }),
      );
    expect(whatOf('chmod')).toContain('/tool lost setgid (2755 -> 0755); chmod was denied FSETID\n');
    expect(whatOf('chmod', 'executor')).toContain('; chmod and executor were denied FSETID\n');
    expect(whatOf('a', 'b', 'c', 'd')).toContain('; a and b and others were denied FSETID\n');
    expect(whatOf()).toContain('/tool lost setgid (2755 -> 0755)\n');
  });

  it('keeps the cause of a silent loss when the loss itself is long', () => {
    const denied = [{ program: 'chmod', count: 1 }];
    const losses = [lossOf({ verdict: 'degraded', differences: ['x'.repeat(5_000)], message: null, denied })];
    expect(caseSummary(caseOf({ losses }))).toMatch(/x…; chmod was denied CHOWN$/m);
  });

  it('never passes on what is hostile in a build', () => {
    const hostile = 'a\u001b[2Jb\u202ec\rd\u009b31m\u2028e';
    const loss = lossOf({ capability: hostile, message: hostile, instruction: { line: 1, text: `${hostile} x` } });
    const silent = lossOf({ verdict: 'degraded', differences: [hostile], denied: [{ program: hostile, count: 1 }] });
    const masked = [{ layer: 0, path: hostile, field: 'mode', text: hostile }];
    const violations = [{ answer: 'faithful' as const, passing: [hostile], failing: [hostile], trials: [hostile] }];
    const faithful = { complete: true, minimalSets: [[hostile]], maximalFailingSets: [] };
    const named = { id: hostile, path: hostile, reason: hostile };
    const texts = [
      casesReport(
        recordOf([caseOf({ ...named, losses: [loss, silent], masked, violations, faithful }), failedReference(named)]),
      ),
      verificationText(
        caseOf({ ...named, trials: { ...caseOf().trials, all: [trialOf({ shown: [hostile] })] } }),
        setOf('CHOWN', 'FSETID'),
      ),
      verificationText(failedReference(named), setOf('CHOWN')),
    ];
    for (const text of texts) {
      expect(text).toContain('\\u001b[2J');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202a-\u202e]/);
    }
  });
});

describe('the text on a set that was tried', () => {
  const set = setOf('CHOWN', 'FSETID');
  const withTrials = (...all: ReturnType<typeof trialOf>[]) => caseOf({ trials: { ...caseOf().trials, all } });

  it('tells the verdict, how many trials agree, and the capabilities that were in force', () => {
    expect(verificationText(withTrials(trialOf(), trialOf({ id: 't0003' })), set)).toMatchInlineSnapshot(`
      "setgid-foreign-group  works: the image equals the reference image     2 of 2 trials agree
        CapBnd 0000000000000011 = CHOWN,FSETID"
    `);
  });

  it('tells what was lost in silence', () => {
    const silent = trialOf({ verdict: 'degraded', shown: ['/tool lost setgid (2755 -> 0755)'] });
    expect(verificationText(withTrials(silent, { ...silent, id: 't0003' }), set)).toMatchInlineSnapshot(`
      "setgid-foreign-group  SILENT LOSS: exit code 0, but the image differs     2 of 2 trials agree
        CapBnd 0000000000000011 = CHOWN,FSETID
        /tool lost setgid (2755 -> 0755)"
    `);
  });

  it('tells what all trials show where they disagree, whichever came first', () => {
    const silent = trialOf({ verdict: 'degraded', shown: ['/tool lost setgid (2755 -> 0755)'] });
    for (const trials of [
      [silent, trialOf()],
      [trialOf(), silent],
    ]) {
      const text = verificationText(withTrials(...trials), set);
      expect(text).toContain('FLAKY: does not always work');
      expect(text).toContain('SILENT LOSS in 1 of 2 trials');
      expect(text).toContain('same image in 1 of 2 trials');
      expect(text).toContain('/tool lost setgid (2755 -> 0755)');
      expect(verificationExitCode([withTrials(...trials)], set)).toBe(1);
    }
  });

  it('does not let a trial without a verdict stand for those that have one', () => {
    const fault = trialOf({ verdict: 'infrastructure', shown: ['HTTP status 503'] });
    const one = withTrials(fault, trialOf({ id: 't0003' }), trialOf({ id: 't0004' }));
    expect(verificationText(one, set)).toMatchInlineSnapshot(`
      "setgid-foreign-group  works: the image equals the reference image     2 of 2 trials agree
        CapBnd 0000000000000011 = CHOWN,FSETID
        besides, 1 trial without a verdict: HTTP status 503"
    `);
    expect(verificationExitCode([one], set)).toBe(0);
    const none = withTrials(fault);
    expect(verificationText(none, set)).toContain('no verdict: HTTP status 503');
    expect(verificationExitCode([none], set)).toBe(3);
    expect(verificationExitCode([one, none], set)).toBe(3);
    const failing = withTrials(fault, trialOf({ verdict: 'failed', shown: ['refused'] }));
    expect(verificationExitCode([none, failing], set)).toBe(1);
  });

  it('says what was not compared, and that it does not know where that is what capabilities decide', () => {
    const masked = [{ layer: 1, path: 'tool', field: 'mode', text: 'the mode of /tool varies' }];
    const varied = { ...withTrials(trialOf()), masked };
    expect(verificationText(varied, set)).toContain(
      'not compared, because it varies even with everything granted: the mode of /tool varies',
    );
    expect(verificationExitCode([varied], set)).toBe(0);
    const hidden = {
      ...varied,
      status: 'unreproducible' as const,
      reason: 'what capabilities affect varies by itself',
    };
    expect(verificationText(hidden, set)).toContain('not known: the image equals the reference image only in what');
    expect(verificationExitCode([hidden], set)).toBe(3);
  });

  it('says so when there is no verdict', () => {
    expect(verificationText(failedReference(), set)).toMatchInlineSnapshot(
      `"mount-in-run  no verdict: mount: can't mount none on /mnt: Operation not permitted"`,
    );
    expect(verificationText(withTrials(), set)).toContain('no verdict: no trial was run');
  });
});
