import { describe, expect, it } from 'vitest';
import { documentedExamples } from '../../testing/documents/documented-examples.ts';
import { documentedJson } from '../../testing/documents/documented-json.ts';
import { CHANGE_EXAMPLES } from '../../testing/examples/change-examples.ts';
import { lockOf } from '../../testing/examples/locks.ts';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { type Check, checkRecord } from '../check-record.ts';
import { checkJson } from './check-json.ts';

const CONTEXT = {
  pathOf: ({ dockerfile }: { dockerfile: string }) => dockerfile,
  today: '2026-06-01',
  images: new Map(),
  gone: [],
};
const VIEW = {
  tool: { name: 'kaniko-caps' as const, version: '0.1.0' },
  lockFile: 'capabilities.lock.json',
  run: 'results/run-2',
  gate: { strict: false, failOnReferenceChange: false, failOnFlaky: false },
};

const exception = {
  case: 'a/Dockerfile',
  accepts: 'needs-more' as const,
  reason: 'known',
  owner: 'team-build',
  expires: '2027-01-31',
};

/** A check in which a case shows a change of each kind. */
function checkOfEverything(): Check {
  const check = checkRecord(lockOf(recordOf([caseOf()])), recordOf([caseOf()]), CONTEXT);
  const tolerances = [{ kind: 'none' as const }, { kind: 'expired' as const, exception }];
  const cases = check.cases.flatMap((one) =>
    Object.values(CHANGE_EXAMPLES).map((change, index) => ({
      ...one,
      path: `${change.kind}/Dockerfile`,
      changes: [
        { ...change, line: index, instruction: 'RUN x', tolerance: tolerances[index % 2] ?? { kind: 'none' as const } },
      ],
    })),
  );
  return { ...check, cases, idleExceptions: [exception] };
}

describe('a check as JSON', () => {
  it('has no field that is not documented, whatever changed', () => {
    const text = checkJson(checkOfEverything(), VIEW);
    expect(documentedJson('check', text)).toEqual(JSON.parse(text));
    expect(
      JSON.parse(text)
        .headlines.map(({ kind }: { kind: string }) => kind)
        .sort(),
    ).toEqual(Object.keys(CHANGE_EXAMPLES).sort());
  });

  it('is documented where there was nothing to run', () => {
    const gone = [{ path: 'a/Dockerfile', file: 'a/Dockerfile' }];
    const text = checkJson(checkRecord(lockOf(recordOf([])), null, { ...CONTEXT, gone }), { ...VIEW, run: null });
    expect(documentedJson('check', text)).toEqual(JSON.parse(text));
    expect(JSON.parse(text)).toMatchObject({ schemaVersion: 1, run: null, cases: [{ changes: [{ kind: 'gone' }] }] });
  });

  it('is as the example of the documentation', () => {
    const example = documentedExamples('ci.md').get('check.json') ?? '';
    expect(documentedJson('check', example)).toEqual(JSON.parse(example));
  });

  it('is documented for every committed record that is held against another', async () => {
    const runs = await recordedRuns();
    for (const [index, run] of runs.entries()) {
      const locked = lockOf(runs[(index + 1) % runs.length] ?? run);
      const text = checkJson(checkRecord(locked, run, CONTEXT), VIEW);
      expect(documentedJson('check', text)).toEqual(JSON.parse(text));
    }
  });
});
