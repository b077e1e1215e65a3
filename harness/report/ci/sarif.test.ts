import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import {
  caseOf,
  failedReference,
  lossOf,
  partialCase,
  recordOf,
  violatedCase,
} from '../../testing/examples/records.ts';
import { sarifReport, sarifRunOf } from './sarif.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
const validate = ajv.compile<Log>(
  JSON.parse(readFileSync('harness/testing/documents/schemas/sarif-2.1.0.json', 'utf8')),
);

/** The log, if the schema accepts it. */
function valid(text: string): Log {
  const log: unknown = JSON.parse(text);
  const isValid = validate(log);
  expect(validate.errors ?? []).toEqual([]);
  if (!isValid) throw new Error('not valid');
  return log;
}

function resultsOf(log: Log): Result[] {
  return log.runs[0]?.results ?? [];
}

const EVERYTHING = recordOf([caseOf(), partialCase({ id: 'b' }), violatedCase({ id: 'c' }), failedReference()]);

describe('the SARIF report', () => {
  it('of every committed record is valid, and code scanning can show each of its results', async () => {
    for (const record of await recordedRuns()) {
      const log = valid(sarifReport(sarifRunOf(record)));
      const results = resultsOf(log);
      const rules = log.runs[0]?.tool.driver.rules ?? [];
      expect(results.length).toBeGreaterThan(20);
      for (const { ruleId, ruleIndex, locations, partialFingerprints } of results) {
        expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
        expect(locations?.[0]?.physicalLocation?.region?.startLine).toBeGreaterThanOrEqual(1);
        expect(locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/^dockerfiles\/[\w-]+\/Dockerfile$/);
        expect(Object.values(partialFingerprints ?? {})).toHaveLength(1);
      }
    }
  });

  it('says which results are faults: a silent loss is a warning, a mere need is a note', () => {
    const results = resultsOf(valid(sarifReport(sarifRunOf(EVERYTHING))));
    const levels = new Map(results.map(({ level, properties }) => [properties?.['kind'], level]));
    expect(Object.fromEntries(levels)).toEqual({
      'reference-failed': 'error',
      'silent-loss': 'warning',
      'no-answer': 'warning',
      'more-hurts': 'warning',
      needed: 'note',
    });
  });

  it('is valid whatever a build writes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(text, text, text, fc.integer(), (id, message, capability, line) => {
        const losses = [lossOf({ message, capability, instruction: { line, text: message } })];
        valid(sarifReport(sarifRunOf(recordOf([caseOf({ id, path: id, dockerfile: `${id}/Dockerfile`, losses })]))));
      }),
      { numRuns: 50 },
    );
  });

  it('leaves out what is more than a run may have, notes first, and says so', () => {
    const run = sarifRunOf(recordOf(Array.from({ length: 30 }, (_, index) => caseOf({ id: `case-${index}` }))));
    const log = valid(sarifReport(run, 40));
    const results = resultsOf(log);
    expect(results).toHaveLength(40);
    expect(results.filter(({ level }) => level === 'warning')).toHaveLength(30);
    const [notification] = log.runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notification).toEqual({
      level: 'warning',
      message: { text: '20 findings left out: SARIF allows 40 in a run. The record has all.' },
    });
  });

  it('has no more results than GitHub accepts', () => {
    const losses = Array.from({ length: 60 }, () => lossOf());
    const cases = Array.from({ length: 500 }, (_, index) => caseOf({ id: `case-${index}`, losses }));
    expect(resultsOf(JSON.parse(sarifReport(sarifRunOf(recordOf(cases)))))).toHaveLength(25_000);
  });
});
