import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareRecords } from '../comparison/compare-records.ts';
import { NOT_KEPT } from '../pipeline/audit-patch.ts';
import { policyOf } from '../report/policy/policy-of.ts';
import { auditOf } from '../testing/examples/audits.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import type { Subject, Subjects } from './format.ts';
import { canShow, FORMATS, formatNamed, formatsFor, textIn } from './formats.ts';

const record = recordOf([caseOf()]);

/** Something of each sort to show. */
const SHOWN: Subjects = {
  record,
  records: [record, record],
  comparison: { comparison: compareRecords(record, record), before: record, after: record },
  bisection: { cases: [], names: ['a', 'b'] },
  check: {
    check: { run: record, lockedBuilders: [], cases: [], notAskedFor: 0, idleExceptions: [] },
    view: {
      tool: record.tool,
      lockFile: 'capabilities.lock.json',
      run: null,
      gate: { strict: false, failOnReferenceChange: false, failOnFlaky: false },
    },
  },
  audit: { audit: auditOf(record), view: { tool: record.tool, failOnExcess: false, patch: NOT_KEPT } },
  policy: policyOf(record, {}),
};

const SUBJECTS = Object.keys(SHOWN) as Subject[];

const refused = (told: string, hint: string): object =>
  expect.objectContaining({
    code: 'UNKNOWN_FORMAT',
    message: expect.stringContaining(told),
    hint: expect.stringContaining(hint),
  });

describe('a format', () => {
  it.each(FORMATS.map((format) => [format.name, format] as const))(
    '%s writes all that it says it can show',
    async (name, format) => {
      const shown = SUBJECTS.filter((subject) => canShow(format, subject));
      expect(shown).not.toEqual([]);
      for (const subject of shown) {
        const text = await textIn(name, subject, SHOWN[subject], { width: 140, wholeReport: undefined });
        expect(typeof text, subject).toBe('string');
      }
    },
  );

  it.each(SUBJECTS)('can show a %s', (subject) => expect(formatsFor([subject])).not.toEqual([]));

  it('has a name of its own, and is named in the documentation', () => {
    const names = FORMATS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const pages = ['reports.md', 'policies.md'].map((page) => readFileSync(`docs/${page}`, 'utf8')).join('');
    for (const { name, summary } of FORMATS) {
      expect(pages.includes(`\`${name}\``), name).toBe(true);
      expect(summary).toMatch(/\S/);
    }
  });
});

describe('the list of all formats', () => {
  it('loads no writer, so that the help is told at once', () => {
    const loaded = readdirSync('harness/formats')
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => readFileSync(`harness/formats/${file}`, 'utf8').match(/^import (?!type ).*$/gm) ?? [])
      .filter((line) => !/from '\.\/|from '\.\.\/(?:text\/|errors|suggestion)/.test(line));
    expect(loaded).toEqual([]);
  });
});

describe('a format that is asked for', () => {
  it('is refused with the name that was probably meant, if one is near', () => {
    expect(() => formatNamed('tabel', ['record'])).toThrow(refused('There is no format tabel', 'Did you mean table? '));
    expect(() => formatNamed('pdf', ['record'])).toThrow(
      refused('There is no format pdf', 'The formats are table, text'),
    );
  });

  it('is refused where it cannot show what is asked for, with those that can', () => {
    const told = refused('The format kubernetes cannot show a check', 'These can: text, json, markdown');
    expect(() => formatNamed('kubernetes', ['check'])).toThrow(told);
    expect(() => formatNamed('html', ['records'])).toThrow(refused('cannot show several records', 'These can: table.'));
    expect(formatNamed('html', ['records', 'comparison']).name).toBe('html');
  });
});
