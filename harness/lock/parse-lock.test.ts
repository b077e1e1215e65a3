import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { caseOf, failedReference, recordOf } from '../testing/examples/records.ts';
import { hurtingCase } from '../testing/examples/watched-cases.ts';
import type { LockFile } from './lock-file.ts';
import { parseLock } from './parse-lock.ts';
import { serializeLock } from './serialize-lock.ts';

const NAME = 'capabilities.lock.json';
const PATH = 'dockerfiles/setgid-foreign-group/Dockerfile';
const LOCK = lockOf(recordOf([caseOf(), failedReference()]), {
  exceptions: [
    {
      case: PATH,
      accepts: 'needs-more',
      capabilities: 'SETUID',
      reason: 'a known bug',
      owner: 'team-build',
      expires: '2027-01-31',
    },
  ],
});
const TEXT = serializeLock(LOCK);

function problemOf(text: string): HarnessError {
  try {
    parseLock(text, NAME);
  } catch (thrown) {
    if (thrown instanceof HarnessError) return thrown;
    throw thrown;
  }
  throw new Error('it was read');
}

function edited(edit: (lock: LockFile) => void): string {
  const lock = structuredClone(LOCK);
  edit(lock);
  return `${JSON.stringify(lock, null, 2)}\n`;
}

function own({ cases }: LockFile): LockFile['cases'][string] {
  const one = cases[PATH];
  if (one === undefined) throw new Error('no case');
  return one;
}

describe('a lock file', () => {
  it('keeps what the committed records found, and reads it as it was written', async () => {
    for (const run of await recordedRuns()) {
      const lock = lockOf(run);
      const answered = run.cases.filter(({ status, faithful }) => status === 'reference-failed' || faithful.complete);
      expect(Object.keys(lock.cases)).toHaveLength(answered.length);
      expect(parseLock(serializeLock(lock), NAME)).toEqual(lock);
    }
  });

  it('keeps what hurts a case, and the largest sets that fail because they lack something', () => {
    const lock = lockOf(recordOf([hurtingCase()]));
    const [one] = Object.values(lock.cases);
    expect(one?.faithful).toEqual({
      minimalSets: ['CHOWN'],
      maximalFailingSets: ['FOWNER,FSETID,SETUID'],
      exceptions: [{ granted: 'CHOWN,FOWNER', withheld: 'FSETID' }],
    });
    expect(parseLock(serializeLock(lock), NAME)).toEqual(lock);
  });

  it.each([
    [{ granted: 'CHOWN,KILL', withheld: 'none' }, 'exceptions[0]: KILL is not in the universe'],
    [{ granted: 'CHOWN,FOWNER', withheld: 'FOWNER' }, 'exceptions[0]: it grants and withholds the same'],
    [{ granted: 'FOWNER', withheld: 'none' }, 'exceptions[0]: it grants no set of minimalSets'],
    [{ granted: 'CHOWN', withheld: 'FOWNER' }, 'exceptions[0]: CHOWN is one of its sets, and is in minimalSets'],
    [{ granted: 'CHOWN,FOWNR', withheld: 'none' }, 'exceptions[0].granted: Unknown capability FOWNR'],
  ])('refuses sets that cannot be hurt: %j', (exception, message) => {
    const lock = structuredClone(lockOf(recordOf([hurtingCase()])));
    for (const one of Object.values(lock.cases)) one.faithful.exceptions = [exception];
    expect(problemOf(JSON.stringify(lock, null, 2)).message).toContain(message);
  });

  it('reads however its keys and sets are ordered, and writes one text of them', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (draws) => {
        const shuffled = JSON.stringify(shuffle(LOCK, draws));
        expect(serializeLock(parseLock(shuffled, NAME))).toBe(TEXT);
      }),
    );
  });

  it.each<[string, string | ((lock: LockFile) => void), string]>([
    ['a merge conflict', TEXT.replace('\n', '\n<<<<<<< HEAD\n'), ':2: it contains the marks of a merge conflict'],
    ['a comma too many', TEXT.replace('"none"', '"none",,'), ': it is not JSON: property name expected'],
    ['a misspelt field', TEXT.replace('"minimalSets"', '"minimalSet"'), '.exitZero.minimalSet: there is no such field'],
    [
      'an unknown name',
      TEXT.replace('"CHOWN,FSETID"', '"CHOWN,FSETUID"'),
      `faithful.minimalSets[0]: Unknown capability FSETUID`,
    ],
    [
      'two sets that contain each other',
      (lock) => own(lock).faithful.minimalSets.push('CHOWN,FOWNER,FSETID'),
      'faithful.minimalSets[1]: it contains CHOWN,FSETID',
    ],
    ['a set twice', (lock) => own(lock).faithful.minimalSets.push('FSETID,CHOWN'), 'it occurs twice'],
    ['a set beyond the universe', (lock) => own(lock).faithful.minimalSets.push('KILL'), 'KILL is not in the universe'],
    [
      'a failing set that holds a serving one',
      (lock) => {
        own(lock).exitZero = { minimalSets: ['CHOWN'], maximalFailingSets: ['CHOWN,FOWNER'] };
      },
      'exitZero.maximalFailingSets[0]: it contains CHOWN, which is in minimalSets',
    ],
    [
      'borders with a gap',
      (lock) => own(lock).faithful.maximalFailingSets.pop(),
      'faithful.minimalSets: these and the maximalFailingSets do not decide FSETID',
    ],
    [
      'a proof that is not there',
      (lock) => {
        own(lock).proof = 'run-0';
      },
      'proof: there is no run-0 in proofs',
    ],
    [
      'a loss of what is not in play',
      (lock) => {
        own(lock).losses['KILL'] = 'silent';
      },
      'losses.KILL: it is not a capability in the universe',
    ],
    [
      'a case that serves and fails',
      (lock) => {
        own(lock).status = 'reference-failed';
      },
      'status: the build fails with everything granted',
    ],
    [
      'an exception for no case',
      (lock) =>
        lock.exceptions.push({ case: 'x', accepts: 'no-verdict', reason: 'r', owner: 'o', expires: '2027-01-31' }),
      'exceptions[1].case: there is no x in cases',
    ],
    ['two exceptions for the same', (lock) => lock.exceptions.push(...lock.exceptions), 'exceptions[1]: '],
    [
      'an exception that nobody answers for',
      TEXT.replace(/"owner": "team-build",\s*/, ''),
      'exceptions[0].owner: is missing: name who answers for the exception',
    ],
    ['an exception without an end', TEXT.replace('2027-01-31', 'never'), 'exceptions[0].expires'],
  ])('names the place of %s', (_, edit, message) => {
    const problem = problemOf(typeof edit === 'string' ? edit : edited(edit));
    expect(problem.code).toBe('BAD_LOCK_FILE');
    expect(problem.message).toMatch(/^capabilities\.lock\.json:\d+/);
    expect(problem.message).toContain(message);
    expect(problem.hint).toBeDefined();
  });

  it('names what was probably meant', () => {
    expect(problemOf(TEXT.replace('"minimalSets"', '"minimalSet"')).hint).toBe('Did you mean minimalSets?');
    expect(problemOf(TEXT.replace('"CHOWN,FSETID"', '"CHOWN,FSETUID"')).hint).toBe('Did you mean FSETID?');
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses %s as a name, wherever it stands', (name) => {
    for (const place of [`"cases": {`, '"bases": {', '"builder": {']) {
      const text = TEXT.replace(place, `${place} "${name}": {},`);
      expect(problemOf(text).message).toMatch(
        /^capabilities\.lock\.json:\d+: .*: no field of a lock file may have this name$/,
      );
      expect(problemOf(text).message).toContain(name);
    }
  });

  it.each(['/etc/Dockerfile', 'C:/Dockerfile', 'a/../../Dockerfile', './Dockerfile', 'a//Dockerfile', '..', ''])(
    'refuses the path %j of a case',
    (path) => {
      const text = TEXT.replaceAll(JSON.stringify(PATH), JSON.stringify(path));
      expect(problemOf(text).message).toMatch(/: the path is (?:absolute|empty, or has)/);
    },
  );

  it('refuses the schema of a newer version, whatever else it holds', () => {
    const problem = problemOf('{ "schemaVersion": 2, "cases": [] }');
    expect(problem.message).toContain('schemaVersion is 2, and this version of kaniko-caps reads 1');
    expect(problem.hint).toContain('or a newer one');
  });

  it('tells the place of any junk in any field, or still says the same of the cases that are left', () => {
    const fields = pathsOf(LOCK);
    const locked = answersOf(LOCK);
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.option(fc.jsonValue(), { nil: undefined }), (path, junk) => {
        const text = JSON.stringify(withJunk(LOCK, path, junk), null, 2);
        try {
          expect(locked).toEqual(expect.arrayContaining(answersOf(parseLock(text, NAME))));
        } catch (thrown) {
          if (!(thrown instanceof HarnessError)) throw thrown;
          expect(thrown.message).toMatch(/^capabilities\.lock\.json[: ]/);
          expect(thrown.message).toContain(String(path[0]));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never read when it was cut short', () => {
    fc.assert(
      fc.property(fc.nat({ max: TEXT.length - 2 }), (length) => {
        expect(problemOf(TEXT.slice(0, length)).message).toMatch(/^capabilities\.lock\.json:\d+:\d+: it is not JSON/);
      }),
    );
  });
});

/** What a lock file says of sets. */
function answersOf({ cases }: LockFile): unknown[] {
  return Object.values(cases).map(({ faithful, exitZero, universe }) => ({ faithful, exitZero, universe }));
}

function pathsOf(value: unknown, path: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const within = entries.flatMap(([key, member]) => pathsOf(member, [...path, key]));
  return path.length === 0 ? within : [path, ...within];
}

/** The value with something else at a path; without what is there, for undefined. */
function withJunk(value: unknown, [key, ...rest]: readonly PropertyKey[], junk: unknown): unknown {
  if (key === undefined) return junk;
  const entries: (readonly [PropertyKey, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value as object);
  const changed = entries.flatMap(([at, member]) => {
    const now = at === key ? withJunk(member, rest, junk) : member;
    return now === undefined ? [] : [[at, now] as const];
  });
  return Array.isArray(value) ? changed.map(([, member]) => member) : Object.fromEntries(changed);
}

function shuffle(value: unknown, draws: Iterator<number>): unknown {
  const draw = (): number => Number(draws.next().value);
  const drawn = <T>(members: readonly T[]): T[] =>
    members
      .map((member) => [draw(), member] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, member]) => member);
  if (typeof value === 'string' && /^[A-Z_]+(,[A-Z_]+)+$/.test(value)) return drawn(value.split(',')).join();
  if (Array.isArray(value)) return drawn(value.map((member) => shuffle(member, draws)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(drawn(Object.entries(value)).map(([key, member]) => [key, shuffle(member, draws)]));
}
