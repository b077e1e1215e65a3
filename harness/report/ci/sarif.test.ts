import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import type { Log, ReportingDescriptor, Result } from 'sarif';
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
import type { FindingKind } from './finding-kind.ts';
import { RECORD_FINDINGS } from './record-finding-kinds.ts';
import { type SarifRun, sarifReport, sarifRunOf } from './sarif.ts';

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

/** A rule has all that GitHub shows of one, in the lengths and numbers that it takes. */
function expectWholeRule({ id, name, shortDescription, fullDescription, help, properties }: ReportingDescriptor): void {
  expect(name, id).toMatch(/^[A-Za-z]{1,255}$/);
  expect(shortDescription?.text).toMatch(/^.{10,1024}$/);
  expect(fullDescription?.text).toMatch(/^.{10,1024}$/);
  expect(help?.text).toMatch(/^.+\nWhat to do:\n- /);
  expect(help?.text).not.toContain('`');
  expect(help?.markdown).toMatch(/^# .+\n\n.+\n\n## What to do\n\n1\. /);
  expect(properties?.tags?.length).toBeLessThanOrEqual(10);
  const score = Number(properties?.['security-severity']);
  expect(score > 0 && score <= 10).toBe(true);
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

  it('has a page of help and a score for each rule, within the limits of GitHub', async () => {
    for (const record of await recordedRuns()) {
      for (const rule of valid(sarifReport(sarifRunOf(record))).runs[0]?.tool.driver.rules ?? []) {
        expectWholeRule(rule);
        if (rule.id.startsWith('CAP_')) expect(rule.help?.markdown).toContain(`# The build needs ${rule.id}\n`);
      }
    }
  });

  it('has them for every kind of finding as well', () => {
    const kinds: FindingKind[] = Object.values(RECORD_FINDINGS);
    const [finding] = sarifRunOf(EVERYTHING).findings;
    if (finding === undefined) throw new Error('no finding');
    const told: SarifRun = {
      ...sarifRunOf(EVERYTHING),
      findings: kinds.map((kind) => ({ ...finding, kind, rule: kind.name })),
    };
    const rules = valid(sarifReport(told)).runs[0]?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(kinds.map(({ name }) => name));
    for (const rule of rules) expectWholeRule(rule);
  });

  it('scores by what a grant opens, and a silent loss above all', () => {
    const record = recordOf([
      caseOf({ losses: ['CHOWN', 'NET_RAW', 'SYS_ADMIN', '../x'].map((capability) => lossOf({ capability })) }),
    ]);
    const rules = valid(sarifReport(sarifRunOf(record))).runs[0]?.tool.driver.rules ?? [];
    expect(Object.fromEntries(rules.map((rule) => [rule.id, rule.properties?.['security-severity']]))).toEqual({
      CAP_CHOWN: '2.0',
      CAP_NET_RAW: '5.0',
      CAP_SYS_ADMIN: '8.0',
      'CAP_../x': '8.0',
    });
    expect(RECORD_FINDINGS.silentLoss.security).toBe('high');
  });

  it('stands in a category of its own for each shard, and under the name that was asked for', () => {
    const id = (shard: string | undefined, place = {}, run = 'run-1'): string | undefined => {
      const record = recordOf([caseOf()]);
      const told = sarifRunOf({
        ...record,
        run: { ...record.run, id: run, ...(shard === undefined ? {} : { shard }) },
      });
      return valid(sarifReport(told, place)).runs[0]?.automationDetails?.id;
    };
    expect(id(undefined)).toBe('kaniko-caps/run-1');
    expect(id('1/1')).toBe('kaniko-caps/run-1');
    expect(id('2/3')).toBe('kaniko-caps/shard-2/run-1');
    expect(id('2/3', { category: 'nightly/arm64' })).toBe('nightly/arm64/shard-2/run-1');
    expect(id(undefined, {}, 'a/b')).toBe('kaniko-caps/a-b');
  });

  it('names the address of the tool where one is known, and no other', () => {
    const driver = (homepage?: string) =>
      valid(sarifReport(sarifRunOf(EVERYTHING), { homepage })).runs[0]?.tool.driver.informationUri;
    expect(driver('https://github.com/example/kaniko-caps')).toBe('https://github.com/example/kaniko-caps');
    expect(driver()).toBeUndefined();
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
    const log = valid(sarifReport(run, { allowed: 40 }));
    const results = resultsOf(log);
    expect(results).toHaveLength(40);
    expect(results.filter(({ level }) => level === 'warning')).toHaveLength(30);
    const [notification] = log.runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notification).toEqual({
      level: 'warning',
      message: { text: '20 findings left out: SARIF allows 40 in a run. The record has all.' },
    });
  });

  it('has no more results than GitHub accepts, in a file that it accepts', () => {
    const losses = Array.from({ length: 60 }, () => lossOf());
    const cases = Array.from({ length: 500 }, (_, index) => caseOf({ id: `case-${index}`, losses }));
    const text = sarifReport(sarifRunOf(recordOf(cases)));
    expect(resultsOf(JSON.parse(text))).toHaveLength(25_000);
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
  });
});
