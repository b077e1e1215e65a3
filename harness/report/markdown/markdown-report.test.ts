import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseRecord } from '../../record/record.ts';
import {
  caseOf,
  failedReference,
  lossOf,
  partialCase,
  recordOf,
  variationOf,
  violatedCase,
} from '../../testing/examples/records.ts';
import { markdownReport } from './markdown-report.ts';

const COMMENT = { limitBytes: 65_536, wholeReport: undefined };

const many = (count: number, changes: Partial<CaseRecord> = {}): CaseRecord[] =>
  Array.from({ length: count }, (_, index) => caseOf({ id: `services/api-${index}`, ...changes }));

describe('the Markdown report', () => {
  it('answers first, then shows a table, then each case', () => {
    expect(
      markdownReport(recordOf([caseOf(), partialCase({ id: 'partial' }), failedReference()]), COMMENT),
    ).toMatchInlineSnapshot(`
      "**2 cases together work with CHOWN FSETID** · 2 without a proven answer · ⚠️ 1 case would silently build a different image without FSETID

      <code>kaniko v1.24.0 (sha256:eeeeeeeeeeee…) on docker 28.1.1, kernel 6.8.0, default seccomp · 20 trials in 100 s</code>

      | case | CHOWN | FSETID |
      | --- | :-: | :-: |
      | <code>setgid-foreign-group</code> | ● | ⚠️ |
      | <code>partial</code><br>partial | ● | ○ |
      | <code>mount-in-run</code><br>reference-failed |  |  |

      ● needed · ○ part of one minimal set, but another one does without it · ⚠️ without it the build reports success, but the image differs

      <details>
      <summary><code>partial</code> works with CHOWN FSETID</summary>

      - not every set is decided
      - **CHOWN** <code>RUN, line 2</code> <code>operation not permitted</code>
      - same image: CHOWN FSETID works, not proven minimal; always needed: CHOWN; 2 of 8 sets not known; a proof takes at least 1 more trial
      - 9 trials, 48 s

      </details>
      <details>
      <summary><code>mount-in-run</code> fails with everything granted</summary>

      - line 2, <code>RUN mount -t tmpfs none /mnt</code>: <code>mount: can't mount none on /mnt: Operation not permitted</code>
      - 2 trials, 900 ms

      </details>
      <details>
      <summary><code>setgid-foreign-group</code> needs CHOWN FSETID ⚠️</summary>

      - **CHOWN** <code>RUN, line 2</code> <code>chown /tool: operation not permitted</code>
      - **FSETID** ⚠️ silent: <code>/usr/local/bin/tool lost setgid (2755 -&#62; 0755)</code>
      - exit code 0 alone needs only CHOWN
      - 9 trials (minimum 4), 48 s

      </details>
      "
    `);
  });

  it('never becomes larger than allowed, says so at its end, and cuts no row and no case in two', () => {
    const ids = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 120 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 3_000, max: 20_000 }), (names, limitBytes) => {
        const kinds = [caseOf, partialCase, violatedCase, failedReference];
        const cases = names.map((id, index) => (kinds[index % kinds.length] ?? caseOf)({ id }));
        const text = markdownReport(recordOf(cases), { ...COMMENT, limitBytes });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limitBytes);
        const count = (what: RegExp): number => text.match(what)?.length ?? 0;
        const rows = text.split('\n').filter((line) => line.startsWith('|'));
        expect(new Set(rows.map((row) => row.match(/\|/g)?.length)).size).toBeLessThanOrEqual(1);
        for (const row of rows) expect(row).toMatch(/\|$/);
        expect(count(/<details>/g)).toBe(count(/<\/details>/g));
        const isWhole = rows.length === names.length + 2 && count(/<details>/g) === names.length;
        expect(/\n✂️ Left out, because the format limits the size: .*\n$/.test(text)).toBe(!isWhole);
      }),
    );
  });

  it('calls nothing needed that is not proven to be', () => {
    const [row] = markdownReport(recordOf([partialCase()]), COMMENT)
      .split('\n')
      .filter((line) => /^\| <code>/.test(line));
    expect(row).toBe('| <code>setgid-foreign-group</code><br>partial | ● | ○ |');
  });

  it('tells what a set does with no-new-privileges, where that was tried', () => {
    const shown = ['su: must be suid to work properly'];
    const failing = caseOf({
      variations: [variationOf({ verdict: 'failed', shown, trials: ['t0009', 't0010'] })],
    });
    const text = markdownReport(recordOf([failing]), COMMENT);
    expect(text).toMatch(/- .*fails with no-new-privileges: su: must be suid/i);
    expect(text).toMatch(/- .*also work for 0 of 1 case; they fail in setgid-foreign-group/);
  });

  it('leaves out what asks for least attention, and keeps the order of the table', () => {
    const cases = [...many(300, { losses: [lossOf()] }), failedReference({ id: 'broken' }), caseOf({ id: 'silent' })];
    const text = markdownReport(recordOf(cases), { ...COMMENT, limitBytes: 10_000 });
    const rows = text.split('\n').filter((line) => /^\| <code>/.test(line));
    expect(rows.length).toBeLessThan(300);
    expect(rows.slice(-2).map((row) => /<code>(.*?)<\/code>/.exec(row)?.[1])).toEqual(['broken', 'silent']);
  });

  it('points to the page that has the whole report, or to the command that shows it', () => {
    const cut = (wholeReport?: string): string =>
      markdownReport(recordOf(many(100)), { limitBytes: 5_000, wholeReport })
        .trimEnd()
        .split('\n')
        .at(-1) ?? '';
    expect(cut()).toBe(
      '✂️ Left out, because the format limits the size: 26 cases and all details. The record of <code>run-20260101-120000-a</code> has everything: <code>kaniko-caps report RECORD --format text</code>',
    );
    expect(cut('https://ci.example/runs/1#artifacts')).toContain(
      'all details. See [the whole report](<https://ci.example/runs/1#artifacts>).',
    );
    expect(cut('javascript:alert(1)')).not.toContain('javascript');
  });

  it('shows nothing of a stranger that Markdown, HTML or GitHub could take for more than text', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '|',
        '`',
        '<',
        '>',
        '@me',
        '[a](b)',
        '![',
        '*',
        '_',
        '#1',
        '\\',
        '\n',
        '~~',
        '$',
        'https://x',
        'www.x',
        '&lt;',
        '</details>',
        '-->',
        ' ',
        'a',
      ),
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = markdownReport(recordOf(strange('plain')), COMMENT);
        const told = markdownReport(recordOf(strange(text)), COMMENT);
        const [marks, expected] = [told, plain].map((report) => markup(report));
        expect(marks).toEqual(expected);
      }),
    );
  });
});

/** A case in which everything that a stranger can write is this text. */
function strange(text: string): CaseRecord[] {
  const instruction = { line: 2, text };
  return [
    failedReference({
      id: text,
      reason: text,
      referenceFailure: { phase: 'unknown', instruction, message: text, log: [] },
    }),
    caseOf({ id: text, losses: [lossOf({ message: text, instruction, differences: [text] })] }),
  ];
}

/** Everything in a report that could mean something: what is left without words, and without characters written as numbers. */
function markup(report: string): string[] {
  return report
    .replaceAll('<!-- -->', '')
    .replaceAll(/<code>[^<>`|@[\]*_~\\\n$]*<\/code>/g, '<code></code>')
    .split('\n')
    .filter((line) => !line.includes('Left out'));
}
