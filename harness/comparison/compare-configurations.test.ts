import { describe, expect, it } from 'vitest';
import { exampleConfiguration } from '../testing/examples/configurations.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { compareCases, differs } from './compare-cases.ts';
import { compareRecords, comparisonExitCode } from './compare-records.ts';
import { comparisonText } from './comparison-text.ts';

const answer = (...minimalSets: string[][]) => ({ complete: true, minimalSets, maximalFailingSets: [] });
const redo = exampleConfiguration({ builderFlags: ['--snapshot-mode=redo'] });
const before = caseOf({ id: 'setuid-program', exitZero: answer(['CHOWN', 'FOWNER']) });
const after = { ...before, configuration: redo, exitZero: answer(['CHOWN', 'DAC_OVERRIDE', 'FOWNER']) };

describe('comparing two configurations', () => {
  it('tells what a flag costs, and names the flag before all else', () => {
    const text = comparisonText(compareRecords(recordOf([before]), recordOf([after])));
    expect(text.split('\n').slice(0, 2)).toEqual([
      'The configuration differs in 1 of 1 case (flags of the builder: --snapshot-mode=redo in B instead of none in A): setuid-program.',
      'The builder is the same, so a change in these cases comes from the configuration.',
    ]);
    expect(text).toContain(
      'setuid-program  configured differently (flags of the builder: --snapshot-mode=redo in B instead of none in A): needs the same, but for exit code 0 it needs more',
    );
    expect(text).toContain('  exit code 0: CHOWN FOWNER in A, CHOWN DAC_OVERRIDE FOWNER in B');
  });

  it('says so where the executor differs as well', () => {
    const other = recordOf([after]);
    const builder = { ...other.builder, imageDigest: `sha256:${'f'.repeat(64)}` };
    const text = comparisonText(compareRecords(recordOf([before]), { ...other, builder }));
    expect(text).toContain('The builder differs too, so a change in these cases may come from either.');
  });

  it('finds that a flag changes nothing, and still names it', () => {
    const comparison = compareRecords(recordOf([before]), recordOf([{ ...before, configuration: redo }]));
    expect(comparisonExitCode(comparison)).toBe(0);
    expect(comparisonText(comparison)).toContain('--snapshot-mode=redo in B');
    expect(comparisonText(comparison)).toContain('No difference in 1 case.');
  });

  it('advises to grant before the build is configured so, and not to look for a version', () => {
    const text = comparisonText(
      compareRecords(recordOf([before]), recordOf([{ ...after, faithful: answer(['CHOWN', 'FSETID', 'FOWNER']) }])),
    );
    expect(text).toContain('To do: grant what B needs (below) before you configure the build as in B.');
    expect(text).not.toContain('bisect');
  });

  it('still refuses another Dockerfile or other capabilities in play', () => {
    const other = { ...after, contextSha256: 'd'.repeat(64) };
    expect(compareCases(before, other, { facts: [] })).toMatchObject({
      kind: 'not-comparable',
      facts: [{ field: 'contextSha256' }],
    });
    expect(compareCases(before, { ...after, universe: ['CHOWN'] }, { facts: [] }).kind).toBe('not-comparable');
  });

  it('takes the context of another owner for the same Dockerfile', () => {
    const { context } = exampleConfiguration({});
    const foreign = {
      ...before,
      configuration: exampleConfiguration({ context: { ...context, owner: { uid: 1000, gid: 1000 } } }),
    };
    const compared = compareCases(before, foreign, { facts: [] });
    expect(compared).toMatchObject({
      kind: 'compared',
      configuration: { settings: [{ field: 'configuration.context.owner', before: '0:0', after: '1000:1000' }] },
    });
    expect(differs(compared)).toBe(false);
  });
});
