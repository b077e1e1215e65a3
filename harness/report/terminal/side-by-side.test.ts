import { describe, expect, it } from 'vitest';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { sideBySideReport } from './side-by-side.ts';

const KANIKO = recordOf([caseOf(), caseOf({ id: 'another' })]);
const BUILDAH = recordOf([caseOf({ id: 'copy-from-scratch' }), caseOf()], {
  builder: { ...KANIKO.builder, kind: 'buildah', version: '1.28.2', repository: null, alwaysGranted: ['SYS_ADMIN'] },
});

const rows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );

describe('records side by side', () => {
  it('have a column each, and the cases of the first one for rows', () => {
    expect(rows(sideBySideReport([BUILDAH, KANIKO], { width: 120 }))).toEqual([
      ['case', 'buildah 1.28.2', 'kaniko v1.24.0 (GoogleContainerTools)'],
      ['copy-from-scratch', 'CHOWN FSETID', 'not tried'],
      ['', 'exit code 0: CHOWN', ''],
      ['setgid-foreign-group', 'CHOWN FSETID', 'CHOWN FSETID'],
      ['', 'exit code 0: CHOWN', 'exit code 0: CHOWN'],
    ]);
  });

  it('say of a case without an answer why there is none', () => {
    const none = { complete: false, minimalSets: [], maximalFailingSets: [] };
    const record = recordOf([caseOf({ status: 'unreproducible', faithful: none, exitZero: none })]);
    expect(rows(sideBySideReport([KANIKO, record], { width: 120 }))[1]?.at(-1)).toBe('unreproducible');
  });

  it('tell of each builder what it always has', () => {
    expect(sideBySideReport([KANIKO, BUILDAH], { width: 120 })).toContain(
      'buildah always needs SYS_ADMIN; the sets below come on top',
    );
  });
});
