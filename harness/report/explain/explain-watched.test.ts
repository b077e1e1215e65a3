import { describe, expect, it } from 'vitest';
import type { Capability } from '../../capabilities/capability.ts';
import { setOf } from '../../capabilities/capability-set.ts';
import { recordOf } from '../../testing/examples/records.ts';
import { fownerCase, hopelessCase, hurtingCase } from '../../testing/examples/watched-cases.ts';
import { explainSet } from './explain-set.ts';
import { explainWhy } from './explain-why.ts';
import { explainWithout } from './explain-without.ts';

const onSet = (cases: Parameters<typeof recordOf>[0], ...names: Capability[]) =>
  explainSet(recordOf(cases), cases, setOf(...names));

describe('what watched trials decide', () => {
  it('is told of a set that was not tried, with what the kernel was asked about', () => {
    expect(onSet([hurtingCase()], 'CHOWN', 'SETUID')).toMatchInlineSnapshot(`
      "CHOWN SETUID works for 1 of 1 case

      hurt  works  decided by trials t2a and t2b, in which the kernel was asked about CHOWN and FOWNER only
        more capabilities hurt (same image and exit code 0): {CHOWN} works; with FOWNER added it does not (t1a, t1b), unless FSETID is added too"
    `);
    expect(onSet([hurtingCase()], 'CHOWN', 'FOWNER', 'SETUID')).toMatchInlineSnapshot(`
      "CHOWN FOWNER SETUID works for 0 of 1 case; fails in 1

      hurt  FAILS
        decided by trials t1a and t1b, in which the kernel was asked about CHOWN, FOWNER and FSETID only
        more capabilities hurt (same image and exit code 0): {CHOWN} works; with FOWNER added it does not (t1a, t1b), unless FSETID is added too

      to get every image right, add  FSETID"
    `);
  });

  it('confirms a failure that was seen with that set once, and repeated with others', () => {
    const one = fownerCase();
    const rest = ['CHOWN', 'FSETID', 'SETUID'];
    const all = one.trials.all.map((trial) => (trial.id === 't1a' ? { ...trial, set: rest } : trial));
    const told = (count: number) =>
      explainWithout([{ ...one, trials: { ...one.trials, all, confirm: count } }], setOf('FOWNER'));
    expect(told(2)).toMatch(/everything but FOWNER fails \(t1a\)(?!; not confirmed)/);
    expect(told(3)).toContain('not confirmed yet: 2 of 3 trials');
  });

  it('is told of what a case can do without', () => {
    expect(explainWithout([hurtingCase()], setOf('CHOWN'))).toMatchInlineSnapshot(`
      "without CHOWN, same image: no
        hurt  no   everything but CHOWN does not work: decided by trials t3a and t3b, in which the kernel was asked about CHOWN only

      without CHOWN, exit code 0: the same"
    `);
    expect(explainWithout([hurtingCase()], setOf('FSETID'))).toContain('without FSETID, same image: yes');
  });

  it('is told of a capability that keeps one case from hurting another', () => {
    const cases = [hurtingCase(), fownerCase()];
    const profile = { faithful: [['CHOWN', 'FOWNER', 'FSETID']], exitZero: [['CHOWN', 'FOWNER', 'FSETID']] };
    expect(explainWhy(recordOf(cases, { profile }), cases, setOf('FSETID'))).toMatchInlineSnapshot(
      `"nothing needs FSETID: it is in no minimal set of 2 cases; but every set for all cases together contains it: it keeps what one case needs from hurting another"`,
    );
    const excluding = [hopelessCase(), fownerCase()];
    const none = { faithful: [], exitZero: [] };
    expect(explainWhy(recordOf(excluding, { profile: none }), excluding, setOf('FOWNER'))).toMatchInlineSnapshot(`
      "FOWNER: 1 of 2 cases always needs it: fowner; no set works for both hopeless and fowner: what one needs hurts another

      fowner  needs it"
    `);
  });
});
