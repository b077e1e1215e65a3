import { checkRecord } from '../../check/check-record.ts';
import { compareRecords } from '../../comparison/compare-records.ts';
import type { Subjects } from '../../formats/format.ts';
import { NOT_KEPT } from '../../pipeline/audit-patch.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { policyOf } from '../../report/policy/policy-of.ts';
import { auditOf } from './audits.ts';
import { policyRecordWith, recordWith } from './hostile-record.ts';
import { lockOf } from './locks.ts';

/** Something of each sort to show, with this text in each place that a stranger can write to. */
export function hostileSubjects(text: string): Subjects {
  const record = recordWith(text);
  const later = withOtherAnswers(record);
  const tools = { before: record, after: later };
  return {
    record,
    records: [record, later],
    comparison: { comparison: compareRecords(record, later), ...tools },
    bisection: bisectionOf(record, text),
    check: {
      check: checkRecord(lockOf(record), later, {
        pathOf: ({ dockerfile }) => dockerfile,
        today: '2026-06-01',
        images: new Map(),
        gone: [{ path: `${text} path`, file: `${text} file` }],
      }),
      view: {
        tool: record.tool,
        // Whoever runs the program names these two.
        lockFile: 'capabilities.lock.json',
        run: 'results/run',
        gate: { strict: true, failOnReferenceChange: true, failOnFlaky: true },
      },
    },
    audit: {
      audit: auditOf(policyRecordWith(text), text),
      view: { tool: record.tool, failOnExcess: true, patch: NOT_KEPT },
    },
    policy: policyOf(policyRecordWith(text), {}),
  };
}

function bisectionOf({ cases }: RunRecord, text: string): Subjects['bisection'] {
  const bisected = cases.map(({ id }) => ({
    id,
    end: { kind: 'found', last: 0, first: 1, skipped: [] } as const,
    cases,
  }));
  const found = new Map(cases.slice(0, 2).map((one, position) => [position, one]));
  return { cases: bisected.map(({ id, end }) => ({ id, end, found })), names: [`${text} a`, `${text} b`] };
}

/** The record of a later run, in which the first case needs something else, and loses something else in silence. */
function withOtherAnswers(record: RunRecord): RunRecord {
  const answer = { complete: true, minimalSets: [['CHOWN', 'FOWNER']], maximalFailingSets: [['CHOWN', 'FSETID']] };
  const changed = (one: CaseRecord): CaseRecord => ({
    ...one,
    faithful: answer,
    exitZero: answer,
    losses: one.losses.slice(0, 1),
    referenceImage: null,
  });
  return { ...record, cases: record.cases.map((one, index) => (index === 0 ? changed(one) : one)) };
}
