import { describe, expect, it } from 'vitest';
import type { Capability } from '../../capabilities/capability.ts';
import { setOf } from '../../capabilities/capability-set.ts';
import {
  auditOf,
  caseOf,
  failedReference,
  lossOf,
  partialCase,
  recordOf,
  trialOf,
  violatedCase,
} from '../../testing/examples/records.ts';
import { explainCase } from './explain-case.ts';
import { explainSet } from './explain-set.ts';
import { explainWhy } from './explain-why.ts';
import { explainWithout } from './explain-without.ts';

const FAILED = { verdict: 'failed', shown: ['chown /tool: operation not permitted'] } as const;

/** The case of `caseOf` with a trial for each of its border sets. */
const PROVEN = caseOf({
  trials: {
    ...caseOf().trials,
    all: [
      ...caseOf().trials.all,
      trialOf({ ...FAILED, id: 't0003', set: ['FOWNER', 'FSETID'], shown: [...FAILED.shown] }),
      trialOf({ ...FAILED, id: 't0004', set: ['FOWNER', 'FSETID'], shown: [...FAILED.shown] }),
      trialOf({ id: 't0005', set: ['CHOWN', 'FOWNER'], verdict: 'degraded', shown: ['/tool lost setgid'] }),
      trialOf({ id: 't0006', set: ['CHOWN', 'FOWNER'], verdict: 'degraded', shown: ['/tool lost setgid'] }),
      trialOf({ id: 't0007', set: ['CHOWN'], verdict: 'degraded', shown: ['/tool lost setgid'] }),
    ],
  },
});

/** Needs one of two sets. */
const EITHER = caseOf({
  id: 'either',
  faithful: {
    complete: true,
    minimalSets: [['FOWNER'], ['CHOWN', 'FSETID']],
    maximalFailingSets: [['CHOWN'], ['FSETID']],
  },
  exitZero: { complete: true, minimalSets: [[]], maximalFailingSets: [] },
  losses: [lossOf({ capability: 'FSETID', set: ['CHOWN'], denied: [{ program: 'chmod', count: 2 }] })],
});

const onSet = (cases: Parameters<typeof recordOf>[0], ...names: Capability[]) =>
  explainSet(recordOf(cases), cases, setOf(...names));

describe('what a set breaks', () => {
  it('is told with the border set that implies it, what is missing and what that does', () => {
    expect(onSet([PROVEN], 'FSETID')).toMatchInlineSnapshot(`
      "FSETID works for 0 of 1 case; fails in 1

      setgid-foreign-group  FAILS
        it lacks CHOWN
        CHOWN  RUN, line 2  chown /tool: operation not permitted
        not tried: it is part of {everything but CHOWN}, which fails (t0003, t0004)

      to get every image right, add  CHOWN"
    `);
  });

  it('is told from its own trials if it was tried', () => {
    expect(onSet([PROVEN], 'CHOWN')).toMatchInlineSnapshot(`
      "CHOWN works for 0 of 1 case; loses something silently in 1

      setgid-foreign-group  SILENT LOSS: exit code 0, but the image differs
        it lacks FSETID
        /tool lost setgid
        tried (t0007)

      to get every image right, add  FSETID"
    `);
  });

  it('is told the worst first, and counted', () => {
    const copy = {
      ...PROVEN,
      id: 'served',
      faithful: { ...PROVEN.faithful, minimalSets: [[]], maximalFailingSets: [] },
    };
    const text = onSet([{ ...copy, trials: { ...copy.trials, all: [] } }, failedReference(), PROVEN], 'CHOWN');
    expect(text.split('\n')[0]).toBe(
      'CHOWN works for 1 of 3 cases; loses something silently in 1; has no known result in 1',
    );
    const places = ['setgid-foreign-group', 'mount-in-run', 'served'].map((id) => text.indexOf(id));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('names what it lacks of each alternative', () => {
    expect(onSet([EITHER], 'CHOWN')).toContain('it lacks FOWNER of {FOWNER}, and FSETID of {CHOWN FSETID}');
  });

  it('is left to a new trial beyond the universe, with what is known of the rest', () => {
    expect(onSet([PROVEN], 'CHOWN', 'FSETID', 'SYS_ADMIN')).toMatchInlineSnapshot(`
      "CHOWN FSETID SYS_ADMIN works for 0 of 1 case; has no known result in 1

      setgid-foreign-group  NOT KNOWN
        SYS_ADMIN was not in play here and may help or hurt
        {CHOWN FSETID} alone: works; tried (t0002)

      to find out what is not known: kaniko-caps verify --caps CHOWN,FSETID,SYS_ADMIN dockerfiles/setgid-foreign-group"
    `);
  });

  it('is left to a new trial where more capabilities hurt', () => {
    expect(onSet([violatedCase()], 'CHOWN', 'FSETID')).toMatchInlineSnapshot(`
      "CHOWN FSETID works for 0 of 1 case; has no known result in 1

      setgid-foreign-group  NOT KNOWN
        more capabilities hurt this build, so one set says nothing about another (otherwise it would work: it contains {CHOWN}, which works (t0003))
        more capabilities hurt (same image and exit code 0): {CHOWN} works (t0003), {CHOWN FOWNER} does not (t0004, t0005)
        to try every set: kaniko-caps discover --exhaustive --over CHOWN,FOWNER dockerfiles/setgid-foreign-group

      to find out what is not known: kaniko-caps verify --caps CHOWN,FSETID dockerfiles/setgid-foreign-group"
    `);
  });

  it('tells the contradiction when the set itself is one side of it', () => {
    const text = onSet([violatedCase()], 'CHOWN', 'FOWNER');
    expect(text).toContain('FAILS');
    expect(text).toContain('{CHOWN} works (t0003), {CHOWN FOWNER} does not (t0004, t0005)');
  });

  it('is undecided where the run ended early, with the command that decides it', () => {
    const text = onSet([partialCase()], 'CHOWN');
    expect(text).toContain('NOT KNOWN');
    expect(text).toContain('kaniko-caps verify --caps CHOWN dockerfiles/setgid-foreign-group');
    expect(text).not.toContain('minimal');
  });

  it('is told with what weakens it: a failure seen once, a set that failed as well', () => {
    const all = PROVEN.trials.all.filter(({ id }) => id !== 't0004');
    const once = { ...PROVEN, trials: { ...PROVEN.trials, all } };
    expect(onSet([once], 'FSETID')).toContain('which fails (t0003); not confirmed yet: 1 of 2 trials');
    expect(explainWithout([once], setOf('CHOWN'))).toContain('not confirmed yet: 1 of 2 trials');
    const flaky = [{ answer: 'faithful' as const, set: ['CHOWN', 'FSETID'], passes: 2, failures: 1 }];
    const all3 = PROVEN.trials.all.slice(1);
    const text = onSet([{ ...PROVEN, flaky, trials: { ...PROVEN.trials, all: all3 } }], 'CHOWN', 'FOWNER', 'FSETID');
    expect(text).toContain('which works (t0002); flaky: it also failed 1 time');
  });

  it('asks for no trial of a case whose reference fails', () => {
    expect(onSet([failedReference()], 'CHOWN')).not.toContain('kaniko-caps verify');
  });
});

describe('why a capability is needed', () => {
  it('is not answered with never where not all sets that work are known', () => {
    const text = explainWhy(recordOf([partialCase()]), [partialCase()], setOf('FOWNER'));
    expect(text).not.toContain('nothing needs');
    expect(text).toContain('not all of these sets are known');
    const both = [caseOf({ id: 'other' }), partialCase()];
    expect(explainWhy(recordOf(both), both, setOf('FOWNER'))).toBe(
      'nothing needs FOWNER: it is in no minimal set of 1 case; not known in setgid-foreign-group, where not all sets that work are known',
    );
  });
});

describe('whether there is a set without a capability', () => {
  it('is answered by the failing border set without it, or by the sets that serve', () => {
    expect(explainWithout([PROVEN, EITHER], setOf('FSETID'))).toMatchInlineSnapshot(`
      "without FSETID, same image: yes in 1 of 2 cases, no in 1
        setgid-foreign-group  no   everything but FSETID does not give the same image (t0005, t0006): SILENT: /tool lost setgid
        either                yes  FOWNER works

      without FSETID, exit code 0: yes in 2 of 2 cases; different from above:
        setgid-foreign-group  yes  CHOWN works (t0007)"
    `);
  });

  it('of several at once means without all of them', () => {
    expect(explainWithout([EITHER], setOf('FOWNER'))).toContain('CHOWN FSETID works');
    expect(explainWithout([EITHER], setOf('FOWNER', 'FSETID'))).toMatch(/^without FOWNER and FSETID, same image: no$/m);
  });

  it('is left to a trial of all the rest where the run ended early', () => {
    const text = explainWithout([partialCase()], setOf('FSETID'));
    expect(text).toContain('same image: not known');
    expect(text).toContain('kaniko-caps verify --caps CHOWN,FOWNER dockerfiles/setgid-foreign-group');
  });

  it('is not denied because all the rest fails, where more capabilities hurt', () => {
    const faithful = { complete: false, minimalSets: [['FSETID']], maximalFailingSets: [] };
    const text = explainWithout([violatedCase({ faithful, exitZero: faithful })], setOf('FSETID'));
    expect(text).toContain('same image: not known');
    expect(text).toContain('kaniko-caps discover --universe CHOWN,FOWNER dockerfiles/setgid-foreign-group');
  });
});

describe('why a capability is needed', () => {
  const why = (cases: Parameters<typeof recordOf>[0], name: Capability) =>
    explainWhy(recordOf(cases), cases, setOf(name));

  it('is told by the cases that need it, with the instruction and the trials', () => {
    expect(why([PROVEN, EITHER], 'CHOWN')).toMatchInlineSnapshot(`
      "the set for all cases together contains CHOWN: 1 of 2 cases always needs it: setgid-foreign-group; only in one of several sets: either

      setgid-foreign-group  needs it
        line 2: RUN chown 1000 /tool
        with everything but CHOWN: chown /tool: operation not permitted (t0003, t0008)

      either  works without it too:  FOWNER; with it:  CHOWN FSETID (t0002); exit code 0 does not need it"
    `);
  });

  it('is told apart for an alternative, for the image alone, and with what the kernel said', () => {
    const text = why([EITHER], 'FSETID');
    expect(text).toContain('only in one of several sets: either');
    expect(text).toContain('; exit code 0 does not need it');
    expect(text).toContain('the kernel denied FSETID to chmod (2×)');
  });

  it('is not claimed where the run ended early', () => {
    expect(why([partialCase()], 'CHOWN')).toContain('1 of 1 case always needs it');
    const unproven = why([partialCase()], 'FSETID');
    expect(unproven).toContain('not proven to need it: setgid-foreign-group');
    expect(unproven).not.toContain('needs it');
  });

  it('is that nothing needs it', () => {
    expect(why([PROVEN], 'FOWNER')).toBe('nothing needs FOWNER: it is in no minimal set of 1 case');
    expect(why([PROVEN], 'SYS_ADMIN')).toContain('it was not in play, and the build works without it');
  });
});

describe('the account of a case', () => {
  it('has each border set with its trials and what it fails for', () => {
    expect(explainCase(PROVEN)).toMatchInlineSnapshot(`
      "setgid-foreign-group  needs  CHOWN FSETID     proven · 9 trials (minimum 4) · 48 s
        the sets below decide all 8 sets: a set works if it contains one that works, and does not work if it is part of one that does not work
        same image:
          works    CHOWN FSETID           t0002
          differs  everything but FSETID  t0005 t0006  SILENT: /usr/local/bin/tool lost setgid (2755 -> 0755)
          fails    everything but CHOWN   t0003 t0004  RUN, line 2: chown /tool: operation not permitted
        exit code 0:
          works  CHOWN                 t0007
          fails  everything but CHOWN  t0003 t0004  RUN, line 2: chown /tool: operation not permitted"
    `);
  });

  it('has the audit, and what is wrong or missing', () => {
    expect(explainCase({ ...PROVEN, audit: auditOf() })).toContain('audit, same image:');
    expect(explainCase(violatedCase())).toContain('more capabilities hurt');
    expect(explainCase(failedReference())).toContain('the reference build fails');
  });

  it('never calls a set minimal that is not proven to be', () => {
    const text = explainCase(partialCase());
    expect(text).toContain('not proven minimal');
    expect(text.replaceAll('not proven minimal', '')).not.toMatch(/minimal|needs/);
  });
});

describe('the answers', () => {
  it('never pass on what is hostile in a build', () => {
    const hostile = 'a\u001b[2Jb\u202ec\rd';
    const all = [trialOf({ id: hostile, set: ['CHOWN'], verdict: 'failed', shown: [hostile] })];
    const losses = [lossOf({ message: hostile, instruction: { line: 1, text: hostile } })];
    const one = caseOf({ id: hostile, path: hostile, reason: hostile, losses, trials: { ...caseOf().trials, all } });
    const texts = [
      onSet([one], 'CHOWN'),
      onSet([one], 'FOWNER'),
      onSet([one], 'SYS_ADMIN'),
      explainWithout([one, { ...one, faithful: partialCase().faithful }], setOf('CHOWN')),
      explainWhy(recordOf([one]), [one], setOf('CHOWN')),
      explainCase(one),
    ];
    for (const text of texts) {
      expect(text).toContain('\\u001b[2J');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202a-\u202e]/);
    }
  });
});
