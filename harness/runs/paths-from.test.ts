import { describe, expect, it } from 'vitest';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { withPathsFrom } from './paths-from.ts';

const RECORD = recordOf([caseOf({ path: 'apps/web', dockerfile: 'apps/web/Dockerfile' })]);

const pathsIn = (here: string) =>
  withPathsFrom(RECORD, '/repository', here).cases.map(({ path, dockerfile }) => [path, dockerfile]);

describe('the paths of a run that was begun in another directory', () => {
  it('are those that a user types where he stands', () => {
    expect(pathsIn('/repository/apps')).toEqual([['web', 'web/Dockerfile']]);
    expect(pathsIn('/repository/apps/web')).toEqual([['.', 'Dockerfile']]);
    expect(pathsIn('/elsewhere')).toEqual([['../repository/apps/web', '../repository/apps/web/Dockerfile']]);
  });

  it('are as they were in the directory where it was begun', () => {
    expect(withPathsFrom(RECORD, '/repository', '/repository')).toBe(RECORD);
  });
});
