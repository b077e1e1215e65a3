import { describe, expect, it } from 'vitest';
import { exampleConfiguration } from '../testing/examples/configurations.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { updateLock } from '../update/update-lock.ts';
import { updateText } from '../update/update-text.ts';
import { checkExitCode } from './check-effect.ts';
import { checkRecord } from './check-record.ts';
import { checkFindings } from './shown/check-findings.ts';
import { checkMarkdown } from './shown/check-markdown.ts';
import { checkText } from './shown/check-text.ts';

const GATE = { strict: false, failOnReferenceChange: false, failOnFlaky: false };
const VIEW = {
  tool: { name: 'kaniko-caps' as const, version: '0.1.0' },
  lockFile: 'capabilities.lock.json',
  run: 'results/run-2',
  gate: GATE,
};
const CONTEXT = {
  pathOf: ({ dockerfile }: { dockerfile: string }) => dockerfile,
  today: '2026-06-01',
  images: new Map(),
  gone: [],
};

const redo = exampleConfiguration({ builderFlags: ['--snapshot-mode=redo'] });
const needing = (...set: string[]) => ({
  faithful: { complete: true, minimalSets: [set], maximalFailingSets: [] },
});
const locked = lockOf(recordOf([caseOf(needing('CHOWN'))]));
const checked = (changes: Parameters<typeof caseOf>[0]) => checkRecord(locked, recordOf([caseOf(changes)]), CONTEXT);

describe('a check under another configuration than the locked one', () => {
  it('says so before all else, with what to do, and then that all is as locked', () => {
    const check = checked({ ...needing('CHOWN'), configuration: redo });
    expect(checkText(check, VIEW).split('\n').slice(0, 4)).toEqual([
      '1 of 1 case was built under a different configuration than capabilities.lock.json has (flags of the builder: --snapshot-mode=redo instead of none): setgid-foreign-group.',
      '  If your pipeline changed, lock it as it is now: kaniko-caps update --record results/run-2 --accept',
      '  If not, take these settings out of the command or case.json. Then `check` builds as the lock file says.',
      'The one case needs what capabilities.lock.json says.',
    ]);
    expect(checkExitCode(check.cases, GATE)).toBe(0);
    expect(checkMarkdown(check, VIEW, { limitBytes: 60_000 })).toMatch(/^⚙️ .*--snapshot-mode=redo instead of/);
  });

  it('fails where this configuration needs more, and names it as a possible reason', () => {
    const check = checked({ ...needing('CHOWN', 'FSETID'), configuration: redo });
    expect(checkExitCode(check.cases, GATE)).toBe(1);
    const text = checkText(check, VIEW);
    expect(text).toContain('go back to the locked configuration');
    expect(text).toContain('changed since it was locked: flags of the builder (none → --snapshot-mode=redo)');
    expect(checkFindings(check, GATE)[0]?.message).toContain(
      'configured differently (flags of the builder: --snapshot-mode=redo instead of none): needs more',
    );
  });

  it('does not call the image of another configuration a changed reference', () => {
    const before = lockOf(recordOf([caseOf({ referenceImage: '1'.repeat(64) })]));
    const now = recordOf([caseOf({ referenceImage: '2'.repeat(64), configuration: redo })]);
    expect(checkRecord(before, now, CONTEXT).cases[0]?.changes).toEqual([]);
  });

  it('says nothing of a configuration that is the locked one', () => {
    const both = caseOf({ configuration: redo });
    const text = checkText(checkRecord(lockOf(recordOf([both])), recordOf([both]), CONTEXT), VIEW);
    expect(text).not.toContain('configuration');
  });
});

describe('an update under another configuration', () => {
  const updated = (changes: Parameters<typeof caseOf>[0], accept: boolean) =>
    updateLock(locked, { record: recordOf([caseOf(changes)]), context: CONTEXT, accept });

  it('locks the new configuration where the same is needed, and says what changed', () => {
    const result = updated({ ...needing('CHOWN'), configuration: redo }, false);
    expect(result.lock.cases[caseOf().dockerfile]?.configuration).toEqual(redo);
    expect(updateText(result, { lockFile: 'x.json', run: null, evidence: undefined })).toContain(
      'proof renewed: flags of the builder',
    );
  });

  it('takes more over only where that is accepted, and names the configuration that needs it', () => {
    const more = { ...needing('CHOWN', 'FSETID'), configuration: redo };
    const kept = updated(more, false);
    expect(kept.lock.cases).toEqual(locked.cases);
    expect(updateText(kept, { lockFile: 'x.json', run: null, evidence: undefined })).toContain(
      'needs more under a different configuration (flags of the builder: --snapshot-mode=redo instead of none)',
    );
    expect(updated(more, true).lock.cases[caseOf().dockerfile]?.configuration).toEqual(redo);
  });
});
