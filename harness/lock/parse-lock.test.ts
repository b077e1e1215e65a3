import { describe, expect, it } from 'vitest';
import { recordedRuns } from '../testing/recorded-runs.ts';
import { lockRecord } from './lock-record.ts';
import { parseLock } from './parse-lock.ts';
import { serializeLock } from './serialize-lock.ts';

describe('a lock file', () => {
  it('keeps what the committed records found, and reads it as it was written', async () => {
    for (const run of await recordedRuns()) {
      const { proofs, cases, unanswered } = lockRecord(run, (one) => `${one.path}/Dockerfile`);
      expect(unanswered).toEqual([]);
      const text = serializeLock({ schemaVersion: 1, proofs, cases, exceptions: [] });
      expect(serializeLock(parseLock(text, 'x'))).toBe(text);
    }
  });
});
