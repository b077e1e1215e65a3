import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSubset } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { minimalSets } from '../search/ledger/transversals.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { checkExitCode } from './check-effect.ts';
import { checkRecord } from './check-record.ts';

const UNIVERSE = ['CHOWN', 'FOWNER', 'FSETID', 'KILL'];

/** Some sets of which none holds another. */
const answers = fc
  .uniqueArray(fc.subarray(UNIVERSE), { minLength: 1, maxLength: 4, selector: (set) => set.join() })
  .map((sets) => {
    const minimal = minimalSets(sets.map(setOfNames));
    return sets.filter((set) => minimal.includes(setOfNames(set)));
  });

function needing(sets: readonly string[][]) {
  const answer = { complete: true, minimalSets: [...sets], maximalFailingSets: [] };
  return recordOf([caseOf({ universe: UNIVERSE, faithful: answer, exitZero: answer, losses: [] })]);
}

const serves = (set: readonly string[], found: readonly string[][]): boolean =>
  found.some((needed) => isSubset(setOfNames(needed), setOfNames(set)));

describe('the exit code of a check', () => {
  const context = {
    pathOf: ({ dockerfile }: { dockerfile: string }) => dockerfile,
    today: '2026-06-01',
    images: new Map(),
    gone: [],
  };
  const lax = { strict: false, failOnReferenceChange: false, failOnFlaky: false };

  it('is 0 exactly if each set that is locked still serves, and with strict exactly if nothing changed', () => {
    fc.assert(
      fc.property(answers, answers, (locked, found) => {
        const { cases } = checkRecord(lockOf(needing(locked)), needing(found), context);
        const allServe = locked.every((set) => serves(set, found));
        expect(checkExitCode(cases, lax)).toBe(allServe ? 0 : 1);
        const isSame = allServe && found.every((set) => serves(set, locked));
        expect(checkExitCode(cases, { ...lax, strict: true })).toBe(isSame ? 0 : 1);
      }),
    );
  });

  it('is 0 again if an exception allows what some set that serves asks for beyond each locked one', () => {
    fc.assert(
      fc.property(answers, answers, fc.subarray(UNIVERSE), (locked, found, allowed) => {
        const lock = lockOf(needing(locked));
        const exceptions = (['needs-more', 'different'] as const).map((accepts) => ({
          case: Object.keys(lock.cases)[0] ?? '',
          accepts,
          capabilities: allowed.join() || 'none',
          owner: 'team-build',
          reason: 'known',
          expires: '2026-06-01',
        }));
        const { cases } = checkRecord({ ...lock, exceptions }, needing(found), context);
        const isAllowed = locked.every((set) => serves([...set, ...allowed], found));
        expect(checkExitCode(cases, lax)).toBe(isAllowed ? 0 : 1);
      }),
    );
  });
});
