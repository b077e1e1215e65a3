import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lockException } from '../../lock/lock-file.ts';
import { CHANGE_EXAMPLES } from '../../testing/examples/change-examples.ts';
import { safeText } from '../../text/plain-text.ts';
import { changeLines } from '../shown/check-case-text.ts';
import type { UpdateStep } from './change-kind.ts';
import { CHANGE_KINDS, type ChangeKindName, kindOf } from './change-kinds.ts';

const EXAMPLES = Object.values(CHANGE_EXAMPLES);
const GATE = { strict: false, failOnReferenceChange: false, failOnFlaky: false };

describe('every kind of change', () => {
  it('has a name, a title and a meaning that no other has', () => {
    const findings = Object.values(CHANGE_KINDS).map(({ finding }) => finding);
    expect(findings.map(({ name }) => name)).toEqual(Object.keys(CHANGE_KINDS));
    for (const field of ['title', 'meaning', 'help'] as const) {
      expect(new Set(findings.map((finding) => finding[field])).size).toBe(findings.length);
    }
  });

  it.each(EXAMPLES)('is told in lines that no terminal takes for more: $kind', (change) => {
    for (const line of changeLines(change)) expect(safeText(line)).toBe(line);
  });

  it.each(EXAMPLES)('says all that its schema names, and nothing else: $kind', (change) => {
    expect(kindOf(change).schema.parse(change)).toEqual(change);
  });

  it.each(EXAMPLES)('counts its cases in one sentence: $kind', (change) => {
    const { sentence } = kindOf(change);
    expect(sentence('1 of 3 cases', true, 'lock.json')).toContain('1 of 3 cases');
    expect(sentence('2 of 3 cases', false, 'lock.json')).not.toContain('1 of 3 cases');
  });

  it('can be tolerated where the lock file can have an exception of its name', () => {
    const accepted = lockException.shape.accepts.options;
    for (const accepts of accepted) {
      const exception = { case: 'Dockerfile', accepts, reason: 'known', owner: 'o', expires: '2027-01-31' };
      const change = CHANGE_EXAMPLES[accepts];
      expect(kindOf(change).isCoveredBy(change, exception), accepts).toBe(true);
      const gone = CHANGE_EXAMPLES.gone;
      expect(kindOf(gone).isCoveredBy(gone, exception)).toBe(false);
    }
  });

  it('has its row in the documentation', () => {
    const page = readFileSync('docs/ci.md', 'utf8');
    expect(EXAMPLES.map(({ kind }) => rowOf(kind)).filter((row) => !page.includes(`${row}\n`))).toEqual([]);
  });
});

/** What the documentation says of each step of `update`. */
const STEPS: Readonly<Record<UpdateStep['kind'], string>> = {
  add: 'adds the entry',
  remove: 'removes the entry',
  grow: 'writes it only with `--accept`',
  unusable: 'keeps the entry',
  open: 'keeps the entry',
  shrink: 'writes the smaller sets',
  renew: 'writes the new proof',
};

const EXIT_CODES = { fails: '1', invalid: '2', 'no-verdict': '3', told: '0' };

function rowOf(name: ChangeKindName): string {
  const change = CHANGE_EXAMPLES[name];
  const kind = kindOf(change);
  const exitCode = EXIT_CODES[kind.effect(GATE)];
  return `| \`${name}\` | ${kind.finding.meaning} | ${exitCode} | ${kind.finding.severity} | ${STEPS[kind.update(change).kind]} |`;
}
