import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, difference, isSubset, namesOf } from '../capabilities/capability-set.ts';
import { parseSet, setOfNames } from '../capabilities/parse-set.ts';
import type { LockException, LockFile } from '../lock/lock-file.ts';
import { parseLock } from '../lock/parse-lock.ts';
import { serializeLock } from '../lock/serialize-lock.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { maximalSets, minimalTransversals } from '../search/ledger/transversals.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { caseOf, failedReference, lossOf, partialCase, recordOf } from '../testing/examples/records.ts';
import { type LockUpdate, updateLock } from './update-lock.ts';
import { updateExitCode, updateText } from './update-text.ts';

const UNIVERSE = parseSet('CHOWN,FOWNER,FSETID,SETUID');
const PATH = caseOf().dockerfile;

interface Terms {
  readonly accept?: boolean;
  readonly gone?: readonly { path: string; file: string }[];
}

function taken(lock: LockFile, record: RunRecord | null, { accept = false, gone = [] }: Terms = {}): LockUpdate {
  const context = {
    pathOf: ({ dockerfile }: { dockerfile: string }) => dockerfile,
    images: new Map(),
    today: '2026-06-01',
    gone,
  };
  return updateLock(lock, { record, context, accept });
}

function outcomesOf({ entries }: LockUpdate): string[] {
  return entries.map(({ outcome }) => outcome);
}

/** A later run by another executor. */
function laterRun(...cases: CaseRecord[]): RunRecord {
  const { run, builder } = recordOf([]);
  return recordOf(cases, {
    run: { ...run, id: 'run-20270101-120000-a' },
    builder: { ...builder, version: 'v1.25.0', imageDigest: `sha256:${'f'.repeat(64)}` },
  });
}

/** An answer, from any family of sets that fail. */
function answerFrom(failing: readonly CapabilitySet[]): CaseRecord['faithful'] {
  const maximal = maximalSets(failing);
  const minimal = minimalTransversals(maximal.map((set) => difference(UNIVERSE, set)));
  return { complete: true, minimalSets: minimal.map(namesOf), maximalFailingSets: maximal.map(namesOf) };
}

const failingSets = fc.uniqueArray(
  fc.subarray(namesOf(UNIVERSE), { maxLength: 3 }).map((names) => setOfNames(names)),
  { maxLength: 5 },
);

/** A case with any two answers: what fails to report success is no faithful image either. */
const anyCase = fc
  .record({ exitZero: failingSets, more: failingSets, silent: fc.boolean() })
  .map(({ exitZero, more, silent }) =>
    caseOf({
      universe: namesOf(UNIVERSE),
      exitZero: answerFrom(exitZero),
      faithful: answerFrom([...exitZero, ...more]),
      losses: [lossOf({ verdict: silent ? 'degraded' : 'failed' })],
    }),
  );

describe('updating a lock file', () => {
  it('never makes an entry grow unless that is accepted, and then takes over all', () => {
    fc.assert(
      fc.property(anyCase, anyCase, (before, after) => {
        const lock = lockOf(recordOf([before]));
        const later = lockOf(laterRun(after));
        const { lock: written } = taken(lock, laterRun(after));
        const now = written.cases[PATH]?.faithful.minimalSets.map(parseSet) ?? [];
        for (const set of lock.cases[PATH]?.faithful.minimalSets.map(parseSet) ?? []) {
          expect(now.some((needed) => isSubset(needed, set))).toBe(true);
        }
        expect(taken(lock, laterRun(after), { accept: true }).lock).toEqual(later);
      }),
    );
  });

  it('writes what can be read, and nothing when the same is found again', () => {
    fc.assert(
      fc.property(anyCase, anyCase, fc.boolean(), (before, after, accept) => {
        const { lock } = taken(lockOf(recordOf([before])), laterRun(after), { accept });
        const text = serializeLock(lock);
        expect(parseLock(text, 'lock')).toEqual(lock);
        const again = laterRun(after);
        const repeated = { ...again, run: { ...again.run, id: 'run-20280101-120000-a' } };
        expect(serializeLock(taken(lock, repeated, { accept }).lock)).toBe(text);
      }),
    );
  });

  it('changes only the lines of the case that changed', async () => {
    const [run] = await recordedRuns();
    if (run === undefined) throw new Error('no record');
    const lock = lockOf(run);
    const [first, ...others] = run.cases;
    if (first === undefined) throw new Error('no case');
    const none = { complete: true, minimalSets: [[]], maximalFailingSets: [] };
    const later = {
      ...run,
      run: { ...run.run, id: 'run-later' },
      cases: [{ ...first, faithful: none, exitZero: none }, ...others],
    };
    const { lock: written, entries } = taken(lock, later);
    expect(entries.filter(({ outcome }) => outcome !== 'unchanged')).toHaveLength(1);
    for (const [path, one] of Object.entries(lock.cases)) {
      if (path !== first.dockerfile) expect(written.cases[path]).toEqual(one);
    }
    const proofs = 2 * JSON.stringify(lock.proofs, null, 2).split('\n').length;
    expect(differingLines(serializeLock(lock), serializeLock(written))).toBeLessThan(proofs + 30);
  });

  it('tells what became of each entry, first what needs more', () => {
    const id = (name: string) => ({ id: name, dockerfile: `${name}/Dockerfile` });
    const before = recordOf([
      caseOf(id('grows')),
      caseOf(id('shrinks')),
      caseOf(id('stays')),
      caseOf(id('unknown')),
      caseOf(id('gone')),
    ]);
    const less = { complete: true, minimalSets: [['CHOWN']], maximalFailingSets: [['FOWNER', 'FSETID']] };
    const run = laterRun(
      failedReference({ ...id('grows'), contextSha256: caseOf().contextSha256 }),
      caseOf({ ...id('shrinks'), faithful: less, losses: [lossOf()] }),
      caseOf(id('stays')),
      partialCase(id('unknown')),
      caseOf(id('added')),
      partialCase(id('open')),
    );
    const result = taken(lockOf(before), run, { gone: [{ path: 'gone/Dockerfile', file: 'gone/Dockerfile' }] });
    const view = { lockFile: 'capabilities.lock.json', run: 'results/run-later', evidence: undefined };
    expect(updateText(result, view)).toMatchInlineSnapshot(`
      "capabilities.lock.json: 1 not updated, 2 without an answer, 1 new, 1 reduced, 1 with a new proof, 1 removed

      ! grows/Dockerfile  not updated, fails even with everything granted
          same image: locked CHOWN FSETID; now no set that was in play
            CHOWN FSETID now fails
      ? open/Dockerfile  not locked, no answer: partial: not every set is decided
      ? unknown/Dockerfile  not updated, no answer: partial: not every set is decided
      + added/Dockerfile  needs CHOWN FSETID
      - shrinks/Dockerfile  needs CHOWN, less than CHOWN FSETID
      ~ stays/Dockerfile  needs CHOWN FSETID; proof renewed: builder
      x gone/Dockerfile  removed, its Dockerfile does not exist

      to accept it: kaniko-caps update --record results/run-later --accept"
    `);
    expect(updateExitCode(result, false)).toBe(1);
    expect(Object.keys(result.lock.proofs)).toEqual([before.run.id, run.run.id]);
  });

  it('does not take over by itself that an error became silent', () => {
    const run = laterRun(caseOf({ losses: [lossOf({ verdict: 'degraded', differences: ['/tool is owned by 0:0'] })] }));
    const lock = lockOf(recordOf([caseOf()]));
    expect(taken(lock, run).lock).toEqual(lock);
    expect(outcomesOf(taken(lock, run))).toEqual(['kept']);
    const accepted = taken(lock, run, { accept: true });
    expect(outcomesOf(accepted)).toEqual(['accepted']);
    expect(accepted.lock.cases[PATH]?.losses).toEqual({ CHOWN: 'silent' });
  });

  it('does not write anew what only another version of this program found again', () => {
    const lock = lockOf(recordOf([caseOf()]));
    const newer = recordOf([caseOf()], { tool: { name: 'kaniko-caps', version: '9.0.0' } });
    const result = taken(lock, { ...newer, run: { ...newer.run, id: 'run-later' } });
    expect(result.lock).toEqual(lock);
    expect(outcomesOf(result)).toEqual(['unchanged']);
  });

  it('goes to exit code 3 where nothing needs more, but something has no answer', () => {
    const lock = lockOf(recordOf([caseOf()]));
    const result = taken(lock, laterRun(partialCase()));
    expect(result.lock).toEqual(lock);
    expect(updateExitCode(result, false)).toBe(3);
    expect(updateExitCode(taken(lock, laterRun(caseOf())), false)).toBe(0);
  });

  it('takes out exceptions of which nothing is left, and tells those that are over', () => {
    const exception = (accepts: LockException['accepts'], expires = '2027-01-31'): LockException => {
      return { case: PATH, accepts, reason: 'a known bug', owner: 'team-build', expires };
    };
    const both = [exception('needs-more', '2026-05-31'), exception('no-verdict')];
    const lock = lockOf(recordOf([caseOf()]), { exceptions: both });
    const grown = laterRun(failedReference({ ...caseOf(), ...failedReference(), id: caseOf().id, dockerfile: PATH }));
    const kept = taken(lock, grown);
    expect(kept.pruned).toEqual([both[1]]);
    expect(kept.expired).toEqual([both[0]]);
    expect(taken(lock, grown, { accept: true }).lock.exceptions).toEqual([]);
    expect(taken(lock, null).lock).toEqual(lock);
  });
});

/** How many lines one text has and the other has not, both ways. */
function differingLines(before: string, after: string): number {
  const counts = new Map<string, number>();
  for (const line of before.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of after.split('\n')) counts.set(line, (counts.get(line) ?? 0) - 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0);
}
