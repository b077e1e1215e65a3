import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseRecord } from '../../record/record.ts';
import { type ReadTest, readJunit } from '../../testing/documents/read-junit.ts';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import { caseOf, failedReference, recordOf, trialOf } from '../../testing/examples/records.ts';
import { junitReport, suitesOf } from './junit.ts';

const testsOf = (...cases: readonly CaseRecord[]): ReadTest[] =>
  readJunit(junitReport('kaniko', suitesOf(recordOf(cases)))).flatMap(({ tests }) => tests);

/** A case whose trials show what its record says: CHOWN alone fails to keep the image. */
const tried = (...further: Partial<CaseRecord['trials']['all'][number]>[]): CaseRecord =>
  caseOf({
    trials: {
      ...caseOf().trials,
      all: [...caseOf().trials.all, ...further.map((trial, index) => trialOf({ id: `t001${index}`, ...trial }))],
    },
  });

describe('the JUnit report', () => {
  it('of every committed record is read with the counts it claims, each test under a name of its own', async () => {
    for (const record of await recordedRuns()) {
      const suites = readJunit(junitReport('kaniko', suitesOf(record)));
      expect(suites.map(({ name }) => name)).toEqual(record.cases.map(({ id }) => id));
      for (const { tests, claims } of suites) {
        const counted = (element: string): number =>
          tests.filter(({ told }) => told.some((one) => one.element === element)).length;
        expect(claims).toEqual({
          tests: tests.length,
          failures: counted('failure'),
          errors: counted('error'),
          skipped: counted('skipped'),
        });
        // GitLab ignores all but the first of a name.
        expect(new Set(tests.map(({ classname, name }) => `${classname}\n${name}`)).size).toBe(tests.length);
        for (const { suite, classname, file } of tests) {
          expect(classname).toBe(suite);
          expect(file).toBe(`dockerfiles/${suite}/Dockerfile`);
        }
      }
    }
  });

  it('of a proven case passes, and tells what it needs and what is lost without', () => {
    const [answer] = testsOf(caseOf());
    expect(answer).toMatchObject({ name: 'has a proven answer', told: [] });
    expect(answer?.output).toMatch(/^needs CHOWN FSETID\n/);
    expect(answer?.output).toContain('SILENT  /usr/local/bin/tool lost setgid (2755 -> 0755)');
  });

  it('has an error for a case without an answer', () => {
    const [answer] = testsOf(failedReference());
    expect(answer?.told).toEqual([
      {
        element: 'error',
        type: 'reference-failed',
        message: "mount: can't mount none on /mnt: Operation not permitted",
      },
    ]);
  });

  it('has a test for each set that decides, skipped where the record has no trial of it', () => {
    const names = testsOf(tried({ set: ['FOWNER', 'FSETID'], verdict: 'failed', shown: ['no'] }));
    expect(names.map(({ name, told: [ending] }) => `${name} (${ending?.element ?? 'passed'})`)).toEqual([
      'has a proven answer (passed)',
      'CHOWN: exit code 0 (skipped)',
      'CHOWN FOWNER: not the same image (skipped)',
      'CHOWN FSETID: same image (passed)',
      'FOWNER FSETID: fails (passed)',
    ]);
  });

  it('shows a set whose trials disagree as flaky, and one whose trials contradict the record as failed', () => {
    const set = ['CHOWN', 'FSETID'];
    const [flaky] = testsOf(tried({ set, verdict: 'failed', shown: ['busy'] })).filter(({ name }) =>
      name.startsWith('CHOWN FSETID'),
    );
    expect(flaky?.told).toEqual([{ element: 'flakyFailure', type: 'failed', message: 't0010: failed: busy' }]);
    const contradicted = { set: ['FOWNER', 'FSETID'], verdict: 'faithful' } as const;
    const both = [contradicted, contradicted].map((trial) => ({ ...trial, set: [...trial.set] }));
    const [failed] = testsOf(tried(...both)).filter(({ name }) => name.startsWith('FOWNER FSETID'));
    expect(failed?.told.map(({ element }) => element)).toEqual(['failure', 'rerunFailure']);
    expect(failed?.told[0]?.message).toBe('trial t0010 contradicts the record: faithful');
  });

  it('skips what the engine cannot grant', () => {
    expect(testsOf(caseOf({ untestable: ['MAC_ADMIN'] })).at(-1)).toMatchObject({
      name: 'MAC_ADMIN: can be granted',
      told: [{ element: 'skipped', message: 'the engine cannot grant MAC_ADMIN' }],
    });
  });

  it('is XML 1.0 whatever a build writes', () => {
    const binary = fc.string({ unit: 'binary', maxLength: 30 });
    const markup = fc.string({
      unit: fc.constantFrom('<', '>', '&', '"', "'", ']]>', '<!--', '&#0;', 'true', '\ufffe'),
    });
    fc.assert(
      fc.property(fc.oneof(binary, markup), (text) => {
        const failure = { phase: 'unknown' as const, instruction: null, message: text, log: [text] };
        const hostile = failedReference({ id: text, title: text, referenceFailure: failure });
        const xml = junitReport(text, suitesOf(recordOf([hostile])));
        expect(xml).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        expect(xml.replaceAll(/&(?:lt|gt|amp|quot|apos);/g, '')).not.toContain('&');
        expect(readJunit(xml).flatMap(({ tests }) => tests)).toHaveLength(1);
      }),
    );
  });

  it('shows a text as it is, and what XML forbids as an escape', () => {
    const [answer] = testsOf(failedReference({ id: `<b a="1">&amp;'\u0000\ud800` }));
    expect(answer?.classname).toBe(`<b a="1">&amp;'\\u0000\\ud800`);
  });
});
