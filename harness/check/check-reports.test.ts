import { describe, expect, it } from 'vitest';
import { lockOf } from '../testing/examples/locks.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { type Check, checkRecord } from './check-record.ts';
import { annotatedCheckFindings, checkFindings } from './shown/check-findings.ts';
import { checkMarkdown } from './shown/check-markdown.ts';

const GATE = { strict: false, failOnReferenceChange: false, failOnFlaky: false };
const VIEW = {
  tool: { name: 'kaniko-caps' as const, version: '0.1.0' },
  lockFile: 'capabilities.lock.json',
  run: 'results/run-2',
  gate: GATE,
};

const CONTEXT = {
  pathOf: ({ dockerfile }: { dockerfile: string }) => dockerfile,
  today: '2026-06-01',
  images: new Map(),
  gone: [],
};

/** So many cases that all changed in the same way. */
function changed(count: number, before: Parameters<typeof caseOf>[0], after: Parameters<typeof caseOf>[0]): Check {
  const ids = Array.from({ length: count }, (_, index) => `case-${index}`);
  const runOf = (changes: Parameters<typeof caseOf>[0]) =>
    recordOf(ids.map((id) => caseOf({ id, dockerfile: `cases/${id}/Dockerfile`, ...changes })));
  return checkRecord(lockOf(runOf(before)), runOf(after), CONTEXT);
}

const needing = (...set: string[]) => ({
  faithful: { complete: true, minimalSets: [set], maximalFailingSets: [] },
});

describe('annotations of a check', () => {
  const images = changed(24, { referenceImage: '1'.repeat(64) }, { referenceImage: '2'.repeat(64) });

  it('tell images that all changed once, so that there is room for the rest', () => {
    const told = annotatedCheckFindings(images, GATE);
    expect(told.map(({ kind, caseId }) => ({ kind: kind.name, caseId }))).toEqual([
      { kind: 'reference-changed', caseId: 'case-0' },
    ]);
    expect(told[0]?.message).toContain('; the same in 23 other cases');
  });

  it('tell each of them where a different image counts', () => {
    expect(annotatedCheckFindings(images, { ...GATE, failOnReferenceChange: true })).toHaveLength(24);
    expect(checkFindings(images, GATE)).toHaveLength(24);
  });
});

describe('findings of a check', () => {
  const exitZero = (...set: string[]) => ({ exitZero: { complete: true, minimalSets: [set], maximalFailingSets: [] } });

  it('tell what changed for exit code 0 alone only where it counts', () => {
    const check = changed(1, exitZero('CHOWN'), exitZero('CHOWN', 'FSETID'));
    expect(checkFindings(check, GATE)).toEqual([]);
    expect(checkFindings(check, { ...GATE, strict: true })).toMatchObject([
      { rule: 'exit-code-changed', kind: { severity: 'warning' } },
    ]);
  });

  it('begin with errors and end with notes, whatever the order of the cases', () => {
    const runOf = (cases: Readonly<Record<string, Parameters<typeof caseOf>[0]>>) =>
      recordOf(
        Object.entries(cases).map(([id, changes]) => caseOf({ id, dockerfile: `${id}/Dockerfile`, ...changes })),
      );
    const image = (digit: string) => ({ referenceImage: digit.repeat(64) });
    const before = { less: needing('CHOWN', 'FSETID'), image: image('1'), more: needing('CHOWN') };
    const after = { less: needing('CHOWN'), image: image('2'), more: needing('CHOWN', 'FSETID'), added: {} };
    const check = checkRecord(lockOf(runOf(before)), runOf(after), CONTEXT);
    expect(checkFindings(check, GATE).map(({ rule }) => rule)).toEqual([
      'needs-more',
      'not-locked',
      'reference-changed',
      'needs-less',
    ]);
  });
});

describe('a check as Markdown', () => {
  const check = changed(200, needing('CHOWN'), needing('CHOWN', 'FOWNER'));

  it('says first what to do, and folds up the proof of each case', () => {
    const text = checkMarkdown(check, VIEW, { limitBytes: 1_000_000 });
    expect(text).toMatch(
      /^❌ \*\*200 of 200 cases need more than capabilities\.lock\.json allows: .* and 190 more\.\*\*\n- Grant also: FOWNER/,
    );
    expect(text.match(/<details>/g)).toHaveLength(200);
    expect(text.match(/<\/details>/g)).toHaveLength(200);
  });

  it('does not call a case needing more of which only exit code 0 does', () => {
    const exitZero = (...set: string[]) => ({
      exitZero: { complete: true, minimalSets: [set], maximalFailingSets: [] },
    });
    const text = checkMarkdown(changed(1, exitZero('CHOWN'), exitZero('CHOWN', 'FSETID')), VIEW, {
      limitBytes: 10_000,
    });
    expect(text).toMatch(/<summary>.*<code>case-0<\/code> other sets give exit code 0<\/summary>/);
  });

  it('leaves out whole cases where it would become too large, and says how many', () => {
    const text = checkMarkdown(check, VIEW, { limitBytes: 10_000 });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000);
    const shown = text.match(/<\/details>/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(5);
    expect(text).toContain(`${200 - shown} further cases left out`);
  });
});
