import { describe, expect, it } from 'vitest';
import { checkExitCode } from '../check/check-effect.ts';
import { checkRecord } from '../check/check-record.ts';
import { invalidCaseRecord } from '../proof/untried-case.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { updateLock } from '../update/update-lock.ts';
import { updateExitCode, updateText } from '../update/update-text.ts';
import { answeredExitCode } from '../use-cases/answered-exit-code.ts';
import { canShow, FORMATS, textIn } from './formats.ts';

const REASON = 'bad/Dockerfile:2: Unknown instruction: COPPY';
const invalid = invalidCaseRecord({
  id: 'bad',
  file: 'bad/Dockerfile',
  code: 'BAD_DOCKERFILE',
  reason: REASON,
  line: 2,
});
const sound = recordOf([caseOf()]);
const record = recordOf([caseOf(), invalid]);
const pathOf = ({ dockerfile }: { readonly dockerfile: string }): string => dockerfile;
const context = { pathOf, today: '2027-01-31', images: new Map(), gone: [] };
const gate = { strict: false, failOnReferenceChange: false, failOnFlaky: false };
const check = checkRecord(lockOf(sound), record, context);
const view = { tool: record.tool, lockFile: 'capabilities.lock.json', run: null, gate };

/** What a text says whatever its format escapes or wraps. */
const words = (text: string): string => text.replace(/&quot;|[\s"'`\\│*]+/g, ' ');

const WHERE = { width: 140, wholeReport: undefined };

describe('a build context that was chosen', () => {
  it.each(['text', 'markdown', 'html', 'json'])('stands with the reason for it in a report as %s', async (name) => {
    const chosen = recordOf([caseOf({ context: { directory: 'services', why: 'go.mod is there' } })]);
    const text = await textIn(name, 'record', chosen, WHERE);
    expect(words(text)).toMatch(
      name === 'json' ? /why : go\.mod is there/ : /build context services: go\.mod is there/,
    );
  });
});

describe('a Dockerfile that cannot be used', () => {
  it.each(FORMATS.filter((format) => canShow(format, 'record')).map(({ name }) => name))(
    'stands with its reason in a report as %s',
    async (name) => {
      expect(words(await textIn(name, 'record', record, WHERE))).toContain('Unknown instruction: COPPY');
    },
  );

  it.each(FORMATS.filter((format) => canShow(format, 'check')).map(({ name }) => name))(
    'stands with its reason in a check as %s',
    async (name) => {
      expect(words(await textIn(name, 'check', { check, view }, WHERE))).toContain('Unknown instruction: COPPY');
    },
  );

  it('is pointed at by its line in formats for code review', async () => {
    const sarif = JSON.parse(await textIn('sarif', 'record', record, WHERE));
    const result = sarif.runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === 'invalid');
    expect(result.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'bad/Dockerfile' },
      region: { startLine: 2 },
    });
    expect(await textIn('github', 'check', { check, view }, WHERE)).toMatch(/file=bad\/Dockerfile,line=2/);
  });

  it('ends each command with exit code 2, and keeps what is locked', () => {
    expect(answeredExitCode(record)).toBe(2);
    expect(checkExitCode(check.cases, gate)).toBe(2);
    const update = updateLock(lockOf(sound), { record, context, accept: true });
    expect(updateExitCode(update, true)).toBe(2);
    expect(update.lock).toEqual(lockOf(sound));
    expect(updateText(update, view)).toContain(`! bad/Dockerfile  not locked, it cannot be used: ${REASON}`);
  });

  it('is no change that an exception or another record could hide, be it locked or not', () => {
    const locked = lockOf(recordOf([caseOf({ id: 'bad', dockerfile: 'bad/Dockerfile' })]));
    const again = checkRecord(locked, recordOf([invalid]), context);
    expect(again.cases.map(({ changes }) => changes.map(({ kind }) => kind))).toEqual([['invalid']]);
    expect(updateLock(locked, { record: recordOf([invalid]), context, accept: true }).lock).toEqual(locked);
  });

  it('does not hide that another case needs more', () => {
    const more = caseOf({
      faithful: { complete: true, minimalSets: [['CHOWN', 'FSETID', 'SETUID']], maximalFailingSets: [] },
    });
    const worse = checkRecord(lockOf(sound), recordOf([more, invalid]), context);
    expect(checkExitCode(worse.cases, gate)).toBe(1);
  });
});
