import { parse } from 'junit2json';
import { expect, it } from 'vitest';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import { failedReference, recordOf } from '../../testing/examples/records.ts';
import { junitReport, suitesOf } from './junit.ts';

/** A report as junit2json reads it. */
async function opened(report: string) {
  const read = await parse(report);
  if (read == null || !('testsuite' in read)) throw new Error('it has no suites');
  return read;
}

it('junit2json opens the report of every committed record, and finds its cases and tests', async () => {
  for (const record of await recordedRuns()) {
    const { tests, failures, errors, testsuite = [] } = await opened(junitReport('kaniko', suitesOf(record)));
    expect(testsuite.map(({ name }) => name)).toEqual(record.cases.map(({ id }) => id));
    const cases = testsuite.flatMap(({ testcase = [] }) => testcase);
    expect({ tests, failures, errors }).toEqual({
      tests: cases.length,
      failures: cases.filter(({ failure }) => failure !== undefined).length,
      errors: cases.filter(({ error }) => error !== undefined).length,
    });
    for (const { tests: counted, testcase = [] } of testsuite) expect(counted).toBe(testcase.length);
  }
});

it('junit2json finds the error of a case without an answer, with what the build wrote', async () => {
  const hostile = `<b a="1">&amp;' ]]>`;
  const failure = { phase: 'instruction' as const, instruction: null, message: hostile, log: [hostile] };
  const record = recordOf([failedReference({ referenceFailure: failure })]);
  const { testsuite: [suite] = [] } = await opened(junitReport('kaniko', suitesOf(record)));
  expect(suite?.testcase?.[0]).toMatchObject({
    name: 'has a proven answer',
    error: [{ type: 'reference-failed', message: hostile }],
    'system-out': [hostile],
  });
});
