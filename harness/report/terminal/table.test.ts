import { describe, expect, it } from 'vitest';
import type { CaseRecord } from '../../record/record.ts';
import { caseOf, failedReference, lossOf, recordOf, variationOf } from '../../testing/examples/records.ts';
import { tableReport } from './table.ts';

const RECORD = recordOf([
  caseOf(),
  caseOf({
    id: 'either-of-two-sets',
    status: 'flaky',
    reason: 'a set both succeeded and failed',
    faithful: { complete: true, minimalSets: [['SETFCAP'], ['CHOWN', 'NET_BIND_SERVICE']], maximalFailingSets: [] },
    exitZero: { complete: true, minimalSets: [[]], maximalFailingSets: [] },
    losses: [lossOf({ capability: 'SETFCAP', phase: 'base', instruction: null })],
  }),
  failedReference(),
]);

describe('the table', () => {
  it('fits a terminal of 140 columns', () => {
    expect(tableReport(RECORD, { width: 140 })).toMatchInlineSnapshot(`
      "kaniko v1.24.0 (sha256:eeeeeeeeeeee…) on docker 28.1.1, kernel 6.8.0, default seccomp · 20 trials in 100 s
      ┌──────────────────────┬────────────────────────┬──────────────────────────────────────────────────────────────────────────────┬───────────┐
      │ case                 │ needs                  │ without it                                                                   │ trials    │
      │                      │                        │                                                                              │ (minimum) │
      ├──────────────────────┼────────────────────────┼──────────────────────────────────────────────────────────────────────────────┼───────────┤
      │ setgid-foreign-group │ CHOWN FSETID           │ CHOWN: RUN, line 2: chown /tool: operation not permitted                     │ 9 (4)     │
      │                      │ exit code 0 needs only │ FSETID: SILENT: /usr/local/bin/tool lost setgid (2755 -> 0755)               │           │
      │                      │ CHOWN                  │                                                                              │           │
      ├──────────────────────┼────────────────────────┼──────────────────────────────────────────────────────────────────────────────┼───────────┤
      │ either-of-two-sets   │ SETFCAP                │ SETFCAP: base: operation not permitted                                       │ 9 (4)     │
      │                      │ or CHOWN               │                                                                              │           │
      │                      │ NET_BIND_SERVICE       │                                                                              │           │
      │                      │ exit code 0 needs      │                                                                              │           │
      │                      │ nothing                │                                                                              │           │
      │                      │ (flaky)                │                                                                              │           │
      ├──────────────────────┼────────────────────────┼──────────────────────────────────────────────────────────────────────────────┼───────────┤
      │ mount-in-run         │ reference-failed       │ mount: can't mount none on /mnt: Operation not permitted                     │ 2         │
      └──────────────────────┴────────────────────────┴──────────────────────────────────────────────────────────────────────────────┴───────────┘
      SILENT: exit code 0, but the image differs from the reference image (the one built with everything granted)
      the 2 of 3 cases with an answer together need  CHOWN FSETID
      exit code 0 alone needs only  CHOWN
      Pod Security Standard: baseline (restricted forbids root)"
    `);
  });

  it('fits a terminal of 80 columns', () => {
    expect(tableReport(RECORD, { width: 80 })).toMatchInlineSnapshot(`
      "kaniko v1.24.0 (sha256:eeeeeeeeeeee…) on docker 28.1.1, kernel 6.8.0, default seccomp · 20 trials in 100 s
      ┌────────────────┬────────────────────────┬────────────────────────┬───────────┐
      │ case           │ needs                  │ without it             │ trials    │
      │                │                        │                        │ (minimum) │
      ├────────────────┼────────────────────────┼────────────────────────┼───────────┤
      │ setgid-foreign │ CHOWN FSETID           │ CHOWN: RUN, line 2:    │ 9 (4)     │
      │ -group         │ exit code 0 needs only │ chown /tool: operation │           │
      │                │ CHOWN                  │ not permitted          │           │
      │                │                        │ FSETID: SILENT:        │           │
      │                │                        │ /usr/local/bin/tool    │           │
      │                │                        │ lost setgid (2755 ->   │           │
      │                │                        │ 0755)                  │           │
      ├────────────────┼────────────────────────┼────────────────────────┼───────────┤
      │ either-of-two- │ SETFCAP                │ SETFCAP: base:         │ 9 (4)     │
      │ sets           │ or CHOWN               │ operation not          │           │
      │                │ NET_BIND_SERVICE       │ permitted              │           │
      │                │ exit code 0 needs      │                        │           │
      │                │ nothing                │                        │           │
      │                │ (flaky)                │                        │           │
      ├────────────────┼────────────────────────┼────────────────────────┼───────────┤
      │ mount-in-run   │ reference-failed       │ mount: can't mount     │ 2         │
      │                │                        │ none on /mnt:          │           │
      │                │                        │ Operation not          │           │
      │                │                        │ permitted              │           │
      └────────────────┴────────────────────────┴────────────────────────┴───────────┘
      SILENT: exit code 0, but the image differs from the reference image (the one built with everything granted)
      the 2 of 3 cases with an answer together need  CHOWN FSETID
      exit code 0 alone needs only  CHOWN
      Pod Security Standard: baseline (restricted forbids root)"
    `);
  });

  it.each([80, 100, 140, 200])('has no line in it that is longer than %i columns', (width) => {
    const lines = tableReport(RECORD, { width }).split('\n');
    const drawn = lines.filter((line) => /^[┌├│└]/.test(line));
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(drawn.length).toBeGreaterThan(8);
  });

  it('says what kept a case from its answer of which only some sets are known', () => {
    const reason = 'no verdict in 3 trials with CHOWN, because of the engine: exceeded quota: small';
    const one = caseOf({ status: 'infrastructure', reason });
    expect(tableReport(recordOf([one]), { width: 200 })).toContain(reason);
  });

  it('cuts neither a long case name nor a long path short', () => {
    const path = `/usr/lib/${'x'.repeat(60)}/tool`;
    const long = caseOf({
      id: `services-${'y'.repeat(60)}`,
      losses: [lossOf({ verdict: 'degraded', differences: [`${path} is missing`], instruction: null, phase: null })],
    });
    const text = tableReport(recordOf([long]), { width: 80 });
    const column = (index: number): string =>
      text
        .split('\n')
        .map((line) => line.split('│')[index]?.trim() ?? '')
        .join('');
    expect(column(1)).toContain(long.id);
    expect(column(3)).toContain(path);
  });

  it('says what is hostile in a build as visible escapes', () => {
    const hostile = 'a\u001b[2Jb\u202ec\nd\u009b31m\u200be';
    const text = tableReport(
      recordOf([
        caseOf({ id: hostile, losses: [lossOf({ message: hostile, instruction: { line: 1, text: hostile } })] }),
        failedReference({ id: hostile, path: hostile, reason: hostile }),
      ]),
      { width: 140 },
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
    expect(text).toContain('\\u001b[2J');
  });

  it('says in one line how many cases work under a variation, and what becomes of the others', () => {
    const tried = (id: string, ...verdicts: readonly VariedSet['verdict'][]): CaseRecord =>
      caseOf({
        id,
        variations: [
          variationOf({}, { sets: verdicts.map((verdict) => ({ set: ['CHOWN'], verdict, shown: [], trials: [] })) }),
        ],
      });
    const lines = (...cases: readonly CaseRecord[]): string[] =>
      tableReport(recordOf(cases), { width: 140 })
        .split('\n')
        .filter((line) => line.includes('no-new-privileges'));
    expect(lines(tried('a', 'faithful'), tried('b', 'failed', 'faithful'), caseOf())).toEqual([
      'with no-new-privileges the minimal sets also work for 1 of 2 cases; only some minimal sets work in b',
    ]);
    expect(
      lines(tried('a', 'faithful'), tried('b', 'degraded'), tried('c', 'timeout'), tried('d', 'infrastructure')),
    ).toEqual([
      'with no-new-privileges the minimal sets also work for 1 of 4 cases; something is lost silently in b; they fail in c; no verdict in d',
    ]);
    expect(lines(caseOf(), tried('none'))).toEqual([]);
  });
});

type VariedSet = CaseRecord['variations'][number]['sets'][number];
