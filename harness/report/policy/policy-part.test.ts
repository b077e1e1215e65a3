import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesOf } from '../../capabilities/capability-set.ts';
import type { RunRecord } from '../../record/record.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { policiesOf } from './policy-of.ts';
import { policyParts } from './policy-part.ts';

/** A record with a case for each of these Dockerfiles, named after its directory. */
function recordIn(...directories: string[]): RunRecord {
  const cases = directories.map((directory, index) =>
    caseOf({
      id: `${index}-${directory}`,
      path: directory,
      dockerfile: `${directory}/Dockerfile`.replace(/^\/?D/, 'D'),
    }),
  );
  return recordOf(cases);
}

const directoriesOf = (record: RunRecord): string[] =>
  policyParts(record, record.cases, 'directory').map(({ name, cases }) => `${name}: ${cases.length}`);

describe('parts by directory', () => {
  it('are the directories below the one that all cases share', () => {
    expect(directoriesOf(recordIn('teams/a/x', 'teams/a/y', 'teams/b/z'))).toEqual(['teams/a: 2', 'teams/b: 1']);
    expect(directoriesOf(recordIn('api', 'web', 'jobs/nightly/etl'))).toEqual(['api: 1', 'web: 1', 'jobs: 1']);
    expect(directoriesOf(recordIn('./api', 'api'))).toEqual(['api: 2']);
  });

  it('keep their names whichever cases are chosen', () => {
    const record = recordIn('teams/a/x', 'teams/a/y', 'teams/b/z');
    expect(policyParts(record, record.cases.slice(0, 1), 'directory')).toEqual([
      { name: 'teams/a', slug: 'teams-a', cases: ['0-teams/a/x'] },
    ]);
  });

  it('have one for the Dockerfile of the shared directory itself', () => {
    expect(directoriesOf(recordIn('', 'api'))).toEqual(['.: 1', 'api: 1']);
    expect(directoriesOf(recordIn('app'))).toEqual(['app: 1']);
  });
});

describe('the parts of any cases', () => {
  const anyDirectory = fc
    .array(fc.oneof(fc.constantFrom('a', 'A', 'b', 'a-b'), fc.string({ unit: 'binary', minLength: 1 })), {
      maxLength: 4,
    })
    .map((names) => names.map((name) => name.replaceAll('/', '-')).join('/'));

  it('have every case once, and names that Kubernetes takes and no two of them share', () => {
    fc.assert(
      fc.property(
        fc.array(anyDirectory, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('directory', 'case'),
        (all, split) => {
          const record = recordIn(...all);
          const parts = policyParts(record, record.cases, split as 'directory' | 'case');
          expect(parts.flatMap(({ cases }) => cases).toSorted()).toEqual(record.cases.map(({ id }) => id).toSorted());
          const slugs = parts.map(({ slug }) => slug);
          expect(new Set(slugs).size).toBe(parts.length);
          for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/);
        },
      ),
    );
  });
});

describe('several policies', () => {
  const only = (...set: string[]) => ({ complete: true, minimalSets: [set], maximalFailingSets: [] });
  const record = recordOf([
    caseOf({ id: 'a', dockerfile: 'x/a/Dockerfile', faithful: only('CHOWN'), losses: [] }),
    caseOf({ id: 'b', dockerfile: 'x/b/Dockerfile', faithful: only('FOWNER'), losses: [] }),
  ]);
  const granted = (options: Parameters<typeof policiesOf>[1]): string[] =>
    policiesOf(record, options).map(({ part, set }) => `${part?.name}: ${namesOf(set).join(' ')}`);

  it('grant each part what its cases need, and not what the others do', () => {
    expect(granted({ splitBy: 'case' })).toEqual(['a: CHOWN', 'b: FOWNER']);
    expect(granted({ splitBy: 'directory' })).toEqual(['x/a: CHOWN', 'x/b: FOWNER']);
    expect(granted({})).toEqual(['undefined: CHOWN FOWNER']);
  });

  it('are of the chosen cases alone', () => {
    expect(granted({ splitBy: 'case', withoutCase: ['a'] })).toEqual(['b: FOWNER']);
  });

  it('name the command that explains each', () => {
    expect(policiesOf(record, { splitBy: 'directory' }).map(({ chosenBy }) => chosenBy.join(' '))).toEqual([
      '--case a',
      '--case b',
    ]);
  });
});
