import { describe, expect, it } from 'vitest';
import { caseOf, lossOf, recordOf, trialOf } from '../testing/examples/records.ts';
import { compareRecords } from './compare-records.ts';
import { comparisonText } from './comparison-text.ts';

const answer = (...minimalSets: string[][]) => ({ complete: true, minimalSets, maximalFailingSets: [] });
const digest = (letter: string) => letter.repeat(64);

describe('the report of a comparison', () => {
  it('tells what has to be acted upon first, with what to do, and the same of many cases once', () => {
    const before = [
      caseOf({ id: 'image-1', referenceImage: digest('a') }),
      caseOf({ id: 'image-2', referenceImage: digest('b') }),
      caseOf({ id: 'tool', referenceImage: digest('c'), faithful: answer(['CHOWN']) }),
      caseOf({ id: 'same', referenceImage: digest('d') }),
    ];
    const trials = {
      ...caseOf().trials,
      all: [trialOf({ id: 't0009', set: ['CHOWN'], verdict: 'degraded', shown: ['/tool lost setgid (2755 -> 0755)'] })],
    };
    const after = [
      caseOf({ id: 'image-1', referenceImage: digest('e') }),
      caseOf({ id: 'image-2', referenceImage: digest('f') }),
      caseOf({ id: 'tool', referenceImage: digest('c'), trials }),
      caseOf({ id: 'same', referenceImage: digest('d') }),
    ];
    expect(comparisonText(compareRecords(recordOf(before), recordOf(after)))).toMatchInlineSnapshot(`
      "B needs more in 1 of 4 cases: tool.
      With the sets that A needs, B reports success but SILENTLY builds a different image in 1 of 4 cases: tool.
      B builds a different image even with everything granted in 2 of 4 cases: image-1 and image-2.
      To do: grant what B needs (below) before you change to it. Use kaniko-caps bisect to find the version that changed it.
      To do: look at the differences of the images (below). No capability set brings the image of A back.

      A  kaniko v1.24.0 (sha256:eeeeeeeeeeee…), executor:v1.24.0, github.com/GoogleContainerTools/kaniko
      B  kaniko v1.24.0 (sha256:eeeeeeeeeeee…), executor:v1.24.0, github.com/GoogleContainerTools/kaniko

      tool  needs more
        the same image: CHOWN in A, CHOWN FSETID in B
          CHOWN works in A and SILENTLY builds a different image in B (t0009): /tool lost setgid (2755 -> 0755)

      image-1 and image-2  each needs the same, but builds a different image
        B builds a different image even with everything granted. To see what differs, compare the directories of both runs

      unchanged: same"
    `);
  });

  it('puts a loss that became silent before cases that need less, and names no more cases than fit in a line', () => {
    const ids = Array.from({ length: 12 }, (_, index) => `less-${index + 1}`);
    const silent = lossOf({ verdict: 'degraded', message: null, differences: ['/app lost its owner'] });
    const before = [...ids.map((id) => caseOf({ id })), caseOf({ id: 'app', losses: [lossOf()] })];
    const after = [
      ...ids.map((id) => caseOf({ id, faithful: answer(['CHOWN']) })),
      caseOf({ id: 'app', losses: [silent] }),
    ];
    const text = comparisonText(compareRecords(recordOf(before), recordOf(after)));
    expect(text).toContain(
      'B needs less in 12 of 13 cases: less-1, less-2, less-3, less-4, less-5, less-6, less-7, less-8 and 4 more.',
    );
    expect(text).toContain('B loses something SILENTLY where A fails, in 1 of 13 cases: app.');
    expect(text.indexOf('\napp  needs the same, but fails in another way')).toBeLessThan(
      text.indexOf('\nless-1, less-2'),
    );
    expect(text).toContain('the sets of A still work. You may reduce them');
  });

  it('says once why nothing can be compared that ran on another host', () => {
    const before = recordOf([caseOf({ id: 'one' }), caseOf({ id: 'two' })]);
    const after = { ...before, environment: { ...before.environment, seccomp: 'unconfined' } };
    const text = comparisonText(compareRecords(before, after));
    expect(text).toContain('No comparison in 2 of 2 cases: one and two.');
    expect(text).toMatch(
      /\none and two {2}not comparable\n {2}environment\.seccomp: \S+ in A, unconfined in B\n {2}the sets are the same on both sides/,
    );
  });

  it('tells what each side needs where another host may be the reason', () => {
    const before = recordOf([caseOf({ id: 'same' }), caseOf({ id: 'other', faithful: answer(['CHOWN']) })]);
    const after = {
      ...recordOf([caseOf({ id: 'same' }), caseOf({ id: 'other', faithful: answer(['CHOWN', 'DAC_OVERRIDE']) })]),
      environment: { ...before.environment, engine: 'podman' as const },
    };
    const text = comparisonText(compareRecords(before, after));
    expect(text).toContain(
      'In 1 of these the sets are not the same: other. Any of the facts below may be the reason.\n  In 1 of these the sets are the same: same.',
    );
    expect(text).toContain(
      '  environment.engine: docker in A, podman in B\n  the same image: CHOWN in A, CHOWN DAC_OVERRIDE in B',
    );
    expect(text.indexOf('\nother  not comparable')).toBeLessThan(text.indexOf('\nsame  not comparable'));
  });
});
