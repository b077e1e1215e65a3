import { describe, expect, it } from 'vitest';
import { documentedExamples } from '../testing/documents/documented-examples.ts';
import { documentedJson } from '../testing/documents/documented-json.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { caseOf, partialCase, recordOf } from '../testing/examples/records.ts';
import { updateJson } from './update-json.ts';
import { updateLock } from './update-lock.ts';

const CONTEXT = {
  pathOf: ({ dockerfile }: { dockerfile: string }) => dockerfile,
  images: new Map(),
  today: '2026-06-01',
  gone: [],
};
const VIEW = { lockFile: 'capabilities.lock.json', run: 'results/run-2', evidence: undefined };

describe('an update as JSON', () => {
  it('tells of each entry what became of it, and of exceptions, in fields that are documented', () => {
    const id = (name: string) => ({ id: name, dockerfile: `${name}/Dockerfile` });
    const exception = {
      case: 'stays/Dockerfile',
      accepts: 'needs-more' as const,
      reason: 'x',
      owner: 'o',
      expires: '2026-01-01',
    };
    const lock = lockOf(recordOf([caseOf(id('stays')), caseOf(id('gone')), caseOf(id('open'))]), {
      exceptions: [exception, { ...exception, case: 'open/Dockerfile' }],
    });
    const record = recordOf([caseOf(id('added')), partialCase(id('open')), caseOf(id('stays'))]);
    const gone = [{ path: 'gone/Dockerfile', file: 'gone/Dockerfile' }];
    const update = updateLock(lock, { record, context: { ...CONTEXT, gone }, accept: false });
    const text = updateJson({ ...update, written: true }, VIEW);
    expect(documentedJson('update', text)).toEqual(JSON.parse(text));
    expect(JSON.parse(text)).toMatchObject({
      schemaVersion: 1,
      lockFile: VIEW.lockFile,
      run: VIEW.run,
      evidence: null,
      written: true,
      entries: [
        { path: 'added/Dockerfile', outcome: 'new' },
        { path: 'gone/Dockerfile', outcome: 'removed' },
        { path: 'open/Dockerfile', outcome: 'unanswered', unanswered: 'partial: not every set is decided' },
        { path: 'stays/Dockerfile', outcome: 'unchanged', unanswered: null, changes: [] },
      ],
      exceptions: { pruned: [{ case: 'stays/Dockerfile' }], expired: [{ case: 'open/Dockerfile' }] },
    });
  });

  it('is as the example of the documentation', () => {
    const example = documentedExamples('ci.md').get('update.json') ?? '';
    expect(documentedJson('update', example)).toEqual(JSON.parse(example));
  });

  it('is documented for every committed record that is taken over into the lock file of another', async () => {
    const runs = await recordedRuns();
    for (const [index, record] of runs.entries()) {
      const lock = lockOf(runs[(index + 1) % runs.length] ?? record);
      const text = updateJson(
        { ...updateLock(lock, { record, context: CONTEXT, accept: false }), written: true },
        VIEW,
      );
      expect(documentedJson('update', text)).toEqual(JSON.parse(text));
    }
  });
});
