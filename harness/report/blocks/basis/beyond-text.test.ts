import { describe, expect, it } from 'vitest';
import { caseOf } from '../../../testing/examples/records.ts';
import { beyondLines } from './beyond-text.ts';

describe('what was not in play', () => {
  it('is told by what may matter of it, with the command that tries that', () => {
    const beyondUniverse = { asked: ['DAC_READ_SEARCH'], opensCalls: ['SYS_PTRACE'], notRecorded: ['SYS_ADMIN'] };
    expect(beyondLines(caseOf({ beyondUniverse }))).toMatchInlineSnapshot(`
      [
        "not in play: the build asked for DAC_READ_SEARCH and never got it; with it the build may go another way",
        "not in play: the build made system calls that seccomp allows only with SYS_PTRACE",
        "not in play: whether the build asked for SYS_ADMIN was not recorded",
        "not in play: every other capability was never asked for, so it cannot matter",
        "if you trust the Dockerfile, try those that may matter: kaniko-caps discover --universe CHOWN,DAC_READ_SEARCH,FOWNER,FSETID,SYS_PTRACE dockerfiles/setgid-foreign-group",
      ]
    `);
  });

  it('cannot matter where nothing was asked for', () => {
    const beyondUniverse = { asked: [], opensCalls: [], notRecorded: [] };
    expect(beyondLines(caseOf({ beyondUniverse }))).toEqual([
      'not in play: every other capability was never asked for, so it cannot matter',
    ]);
  });

  it('is not told where it is not known', () => {
    expect(beyondLines(caseOf())).toEqual([]);
  });
});
