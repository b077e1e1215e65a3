import { describe, expect, it } from 'vitest';
import { recordOf } from '../testing/examples/records.ts';
import { fownerCase, hurtingCase } from '../testing/examples/watched-cases.ts';
import { explainCase } from './explain/explain-case.ts';
import { htmlReport } from './html/html-report.ts';
import { markdownReport } from './markdown/markdown-report.ts';
import { casesReport } from './terminal/case-summary.ts';
import { tableReport } from './terminal/table.ts';

const BEYOND = { asked: ['DAC_READ_SEARCH'], opensCalls: [], notRecorded: ['SYS_ADMIN'] };
const one = hurtingCase({ beyondUniverse: BEYOND });
const profile = { faithful: [['CHOWN']], exitZero: [['CHOWN']] };
const record = recordOf([one], { profile });

const PROOF = '8 trials decide all 16 sets by what the kernel was asked about; nothing is assumed of more capabilities';
const HURT = 'works; with FOWNER added it does not (t1a, t1b), unless FSETID is added too';
const ASKED = 'the build asked for DAC_READ_SEARCH and never got it';

describe('a case that watched trials decide', () => {
  it.each([
    ['a table', tableReport(record, { width: 120 })],
    ['text', casesReport(record)],
    ['Markdown', markdownReport(record, { limitBytes: 100_000, wholeReport: undefined })],
    ['a page', htmlReport(record)],
    ['an explanation', explainCase(one)],
  ])('is told in %s with what it rests on and what hurts it', (_, text) => {
    expect(text).toContain(PROOF);
    expect(text).toContain(HURT);
  });

  it.each([
    ['Markdown', markdownReport(record, { limitBytes: 100_000, wholeReport: undefined })],
    ['a page', htmlReport(record)],
    ['an explanation', explainCase(one)],
  ])('is told in %s with what was not in play', (_, text) => {
    expect(text).toContain(ASKED);
    expect(text).toContain('--universe CHOWN,DAC_READ_SEARCH,FOWNER,FSETID,SETUID');
  });

  it('is explained with the trials of each set that decides, whether or not it was tried itself', () => {
    const untried = {
      ...one,
      trials: { ...one.trials, all: one.trials.all.map((trial) => ({ ...trial, set: [...trial.set, 'SETUID'] })) },
    };
    expect(explainCase(untried)).toMatchInlineSnapshot(`
      "hurt  needs  CHOWN     proven · 9 trials (minimum 4) · 48 s
        a set works if it contains one that works below, unless more capabilities hurt it
        same image, and exit code 0 alone:
          works  CHOWN                 t2a t2b
          fails  everything but CHOWN  t3a t3b
        proof: 8 trials decide all 16 sets by what the kernel was asked about; nothing is assumed of more capabilities
        this holds if the kernel showed every check, if the build is reproducible, and if no program reads its capabilities unseen; 2 trials with randomly drawn sets tested this
        more capabilities hurt (same image and exit code 0): {CHOWN} works; with FOWNER added it does not (t1a, t1b), unless FSETID is added too
        not in play: the build asked for DAC_READ_SEARCH and never got it; with it the build may go another way
        not in play: whether the build asked for SYS_ADMIN was not recorded
        not in play: every other capability was never asked for, so it cannot matter
        if you trust the Dockerfile, try those that may matter: kaniko-caps discover --universe CHOWN,DAC_READ_SEARCH,FOWNER,FSETID,SETUID dockerfiles/setgid-foreign-group"
    `);
  });

  it('is told by its name in the table of several', () => {
    const text = tableReport(recordOf([one, fownerCase()]), { width: 120 });
    expect(text).toContain('proof: in 2 of 2 cases watched trials decide every set');
    expect(text).toContain('hurt: more capabilities hurt (same image and exit code 0): {CHOWN} works');
  });

  it('is drawn with how each set is decided', () => {
    const page = htmlReport(record);
    expect(page).toContain('w decided by a watched trial of another set');
    expect(page).toContain('class="known"');
  });
});
