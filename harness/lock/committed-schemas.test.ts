import { describe, expect, it } from 'vitest';
import { schemaValidator } from '../testing/documents/documented-json.ts';
import { JSON_SCHEMAS } from '../testing/documents/json-schemas.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { serializeLock } from './serialize-lock.ts';

/** `npm run schema` runs this file and writes what it finds to differ. */
describe('the committed JSON Schemas', () => {
  it.each(Object.entries(JSON_SCHEMAS))('%s follows from the program', async (name, schema) => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../../schema/${name}`);
  });

  it('accept the committed records, and what they lock', async () => {
    const [acceptsLock, acceptsRecord] = [schemaValidator('capabilities.lock'), schemaValidator('record')];
    for (const run of await recordedRuns()) {
      acceptsRecord(run);
      expect(acceptsRecord.errors).toBeNull();
      acceptsLock(JSON.parse(serializeLock(lockOf(run))));
      expect(acceptsLock.errors).toBeNull();
    }
  });

  it('refuse a field that is misspelt, and an exception without a reason', async () => {
    const accepts = schemaValidator('capabilities.lock');
    const [run] = await recordedRuns();
    if (run === undefined) throw new Error('no record');
    const exception = {
      case: 'a/Dockerfile',
      accepts: 'needs-more',
      reason: 'known',
      owner: 'o',
      expires: '2027-01-31',
    };
    expect(accepts({ ...lockOf(run), exceptions: [exception] })).toBe(true);
    expect(accepts({ ...lockOf(run), exceptions: [{ ...exception, reason: '' }] })).toBe(false);
    expect(accepts({ ...lockOf(run), exceptions: [{ ...exception, owner: '' }] })).toBe(false);
    expect(accepts({ ...lockOf(run), exceptions: [{ ...exception, expires: 'soon' }] })).toBe(false);
    expect(accepts({ ...lockOf(run), case: {} })).toBe(false);
  });
});
