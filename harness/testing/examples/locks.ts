import type { LockFile } from '../../lock/lock-file.ts';
import { lockRecord } from '../../lock/lock-record.ts';
import type { RunRecord } from '../../record/record.ts';

/** What a new lock file keeps of a record. */
export function lockOf(record: RunRecord, changes: Partial<LockFile> = {}): LockFile {
  const { proofs, cases } = lockRecord(record, ({ dockerfile }) => dockerfile);
  return { schemaVersion: 1, proofs, cases, exceptions: [], ...changes };
}
