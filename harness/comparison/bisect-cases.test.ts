import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentedJson } from '../testing/documents/documented-json.ts';
import { caseOf, partialCase, recordOf, trialOf } from '../testing/examples/records.ts';
import { type Attempt, type BisectedCase, bisectCases } from './bisect-cases.ts';
import { bisectionJson } from './bisection-json.ts';
import { bisectionText } from './bisection-text.ts';

const NAMES = ['v1', 'v2', 'v3', 'v4', 'v5'];

/** The set that each case needs with each executor; null for an executor that gives no verdict on it. */
type World = Readonly<Record<string, readonly (readonly string[] | null)[]>>;

function finding(id: string, set: readonly string[] | null) {
  if (set === null) return partialCase({ id });
  const answer = { complete: true, minimalSets: [[...set]], maximalFailingSets: [] };
  return caseOf({ id, faithful: answer, exitZero: answer, losses: [] });
}

async function bisected(world: World, unusable: readonly number[] = []) {
  const attempts: Attempt[] = [];
  const ids = Object.keys(world);
  const cases = await bisectCases({
    executors: world[ids[0] ?? '']?.length ?? 0,
    ids,
    attempt: async (attempt) => {
      attempts.push(attempt);
      if (unusable.includes(attempt.position)) return 'unusable';
      return recordOf(attempt.ids.map((id) => finding(id, world[id]?.[attempt.position] ?? null)));
    },
  });
  return { cases: cases ?? [], attempts };
}

const [LITTLE, MORE] = [['CHOWN'], ['CHOWN', 'FSETID']];

/** An answer that changes once, before the executor at this position; as many executors as all cases have. */
function changingAt(position: number, count: number): string[][] {
  return Array.from({ length: count }, (_, at) => (at < position ? LITTLE : MORE));
}

describe('bisecting cases', () => {
  it('finds the first change of every case, each with as few executors as halving takes', async () => {
    const worlds = fc
      .integer({ min: 2, max: 40 })
      .chain((count) =>
        fc.tuple(fc.constant(count), fc.array(fc.integer({ min: 1, max: count }), { minLength: 1, maxLength: 6 })),
      );
    await fc.assert(
      fc.asyncProperty(worlds, async ([count, changes]) => {
        const world = Object.fromEntries(changes.map((at, index) => [`case-${index}`, changingAt(at, count)]));
        const { cases, attempts } = await bisected(world);
        const most = Math.ceil(Math.log2(count)) + 2;
        for (const [index, at] of changes.entries()) {
          const { end, found } = cases[index] as BisectedCase;
          if (at === count) expect(end).toEqual({ kind: 'unchanged' });
          else expect(end).toEqual({ kind: 'found', last: at - 1, first: at, skipped: [] });
          expect(found.size).toBeLessThanOrEqual(most);
        }
        const between = new Set(changes.filter((at) => at < count)).size;
        expect(attempts.length).toBeLessThanOrEqual(2 + between * (most - 2));
        expect(new Set(attempts.map(({ position }) => position)).size).toBe(attempts.length);
      }),
    );
  });

  it('tries between the ends only what changed, and says what the nearest executor needed', async () => {
    const { attempts } = await bisected({ same: changingAt(5, 5), early: changingAt(1, 5), late: changingAt(4, 5) });
    expect(attempts.map(({ position, ids }) => [position, ids])).toEqual([
      [0, ['same', 'early', 'late']],
      [4, ['same', 'early', 'late']],
      [2, ['early', 'late']],
      [1, ['early']],
      [3, ['late']],
    ]);
    const priors = attempts.map(({ priors: [one] }) =>
      one?.cases.map(({ id, faithful }) => [id, faithful.minimalSets]),
    );
    expect(priors[0]).toBeUndefined();
    expect(priors[3]).toEqual([['early', [LITTLE]]]);
    expect(priors[4]).toEqual([['late', [LITTLE]]]);
  });

  it('goes around an executor that cannot be used or gives no verdict, and names it', async () => {
    const { cases } = await bisected({ a: [LITTLE, LITTLE, MORE, null, MORE] }, [1, 2]);
    expect(cases[0]?.end).toEqual({ kind: 'found', last: 0, first: 4, skipped: [1, 2, 3] });
    expect(bisectionText(cases, NAMES)).toContain(
      'a  first changed by v5, or by one that gave no verdict: v2, v3 and v4',
    );
  });

  it('gives nothing where the user stopped it', async () => {
    expect(await bisectCases({ executors: 3, ids: ['a'], attempt: async () => 'interrupted' })).toBeUndefined();
  });
});

describe('the report of a bisection', () => {
  it('says that nothing is known to differ where the ends agree, and what was not looked at', async () => {
    const { cases, attempts } = await bisected({ a: [LITTLE, MORE, LITTLE] });
    expect(bisectionText(cases, NAMES.slice(0, 3))).toBe(
      [
        'No case is known to differ between v1 and v3.',
        'the same at both ends: a; the executors between were not tried, so a change that was undone again is not seen',
        'tried 2 executors of 3 with 18 builds',
      ].join('\n\n'),
    );
    expect(attempts).toHaveLength(2);
  });

  it('lists what every executor needs that was tried, so that a second change is seen', async () => {
    const { cases } = await bisected({ a: [LITTLE, LITTLE, null, MORE, ['FSETID']] });
    expect(bisectionText(cases, NAMES)).toContain(
      [
        'a  first changed by v4, or by one that gave no verdict: v3',
        '     v1: needs CHOWN',
        '  A  v2: needs CHOWN',
        '     v3: no verdict (partial)',
        '  B  v4: needs CHOWN FSETID',
        '     v5: needs FSETID',
        '',
      ].join('\n'),
    );
  });

  it('says why an end gives no verdict', async () => {
    const { cases } = await bisected({ a: [LITTLE, MORE, null] });
    expect(bisectionText(cases, NAMES.slice(0, 3))).toContain(
      'a  no verdict: v3 gives none (partial, not every set is decided)',
    );
  });

  it('shows what changed with the trials that prove it, for people and for programs', () => {
    const trials = (id: string, verdict: 'faithful' | 'degraded') => ({
      ...caseOf().trials,
      all: [trialOf({ id, set: LITTLE, verdict, shown: verdict === 'faithful' ? [] : ['/tool lost setgid\u001b[1m'] })],
    });
    const last = { ...finding('tool', LITTLE), trials: trials('t0004', 'faithful') };
    const first = { ...finding('tool', MORE), trials: trials('t0002', 'degraded') };
    const end = { kind: 'found', last: 0, first: 1, skipped: [] } as const;
    const cases = [
      {
        id: 'tool',
        end,
        found: new Map([
          [0, last],
          [1, first],
        ]),
      },
    ];
    expect(bisectionText(cases, ['v1', 'v2'])).toBe(
      [
        '1 of 1 case changed between v1 and v2.',
        [
          'tool  first changed by v2',
          '  A  v1: needs CHOWN',
          '  B  v2: needs CHOWN FSETID',
          '  the same image: CHOWN in A, CHOWN FSETID in B',
          '    CHOWN works in A (t0004) and SILENTLY builds a different image in B (t0002): /tool lost setgid\\u001b[1m',
          '  exit code 0: CHOWN in A, CHOWN FSETID in B',
          '    CHOWN works in A (t0004) and does not work in B',
        ].join('\n'),
        'tried 2 executors of 2 with 18 builds',
      ].join('\n\n'),
    );
    expect(documentedJson('bisection', bisectionJson(cases, ['v1', 'v2']))).toEqual({
      schemaVersion: 1,
      executors: ['v1', 'v2'],
      builds: 18,
      cases: [
        {
          id: 'tool',
          result: 'changed',
          last: 'v1',
          first: 'v2',
          skipped: [],
          answers: [
            { executor: 'v1', status: 'proven', faithful: [LITTLE], exitZero: [LITTLE], builds: 9 },
            { executor: 'v2', status: 'proven', faithful: [MORE], exitZero: [MORE], builds: 9 },
          ],
        },
      ],
    });
  });
});
