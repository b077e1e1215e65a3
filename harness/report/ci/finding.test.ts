import { describe, expect, it } from 'vitest';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import {
  caseOf,
  failedReference,
  lossOf,
  partialCase,
  recordOf,
  violatedCase,
} from '../../testing/examples/records.ts';
import { lineOfLoss } from './dockerfile-place.ts';
import { recordFindings } from './finding.ts';
import { findingFingerprints } from './fingerprint.ts';

describe('the findings of a record', () => {
  it('tell what is needed where the build failed, and what is silently lost', () => {
    const told = recordFindings(recordOf([caseOf()])).map(({ rule, file, line, message }) => ({
      rule,
      file,
      line,
      message,
    }));
    const file = 'dockerfiles/setgid-foreign-group/Dockerfile';
    expect(told).toEqual([
      {
        rule: 'CAP_FSETID',
        file,
        line: null,
        message:
          'setgid-foreign-group: needs FSETID; without it exit code 0, but the image differs: /usr/local/bin/tool lost setgid (2755 -> 0755)',
      },
      {
        rule: 'CAP_CHOWN',
        file,
        line: 2,
        message: 'setgid-foreign-group: needs CHOWN; without it RUN, line 2: chown /tool: operation not permitted',
      },
    ]);
  });

  it('begin with errors and end with notes, whatever the order of the cases', () => {
    const cases = [caseOf(), partialCase(), violatedCase(), failedReference()];
    for (const record of [recordOf(cases), recordOf(cases.toReversed())]) {
      const severities = recordFindings(record).map(({ kind }) => kind.severity);
      expect(severities.join(' ')).toMatch(/^(error )+(warning )+note( note)*$/);
    }
  });

  it('claim no need that is not proven', () => {
    const messages = recordFindings(recordOf([partialCase({ losses: [lossOf({ capability: 'FSETID' })] })]));
    expect(messages.map(({ message }) => message).join('\n')).not.toContain('needs FSETID');
  });

  it('are one line of text that no terminal takes for more', () => {
    const hostile = 'first\nsecond\u001b[2J\u2028third';
    const cases = [
      failedReference({ referenceFailure: { phase: 'unknown', instruction: null, message: hostile, log: [] } }),
    ];
    const [finding] = recordFindings(recordOf(cases));
    expect(finding?.message).toContain('first\\u000asecond\\u001b[2J\\u2028third');
  });
});

describe('the place of a finding', () => {
  it('of a silent loss is the RUN that names the program that was denied, if only one does', () => {
    const loss = lossOf({ instruction: null, denied: [{ program: 'chmod', count: 1 }] });
    const first = { keyword: 'RUN', line: 3, text: 'RUN touch /tool && chmod 2755 /tool' };
    expect(lineOfLoss(caseOf({ instructions: [first] }), loss)).toBe(3);
    expect(lineOfLoss(caseOf({ instructions: [first, { ...first, line: 4 }] }), loss)).toBeNull();
  });

  it('is no line before the first one', () => {
    for (const line of [0, -1, 1.5, Number.NaN]) {
      expect(lineOfLoss(caseOf(), lossOf({ instruction: { line, text: 'RUN x' } }))).toBeNull();
    }
  });
});

describe('the fingerprints of findings', () => {
  const moved = (line: number, trial: string) =>
    recordOf([
      caseOf({
        losses: [
          lossOf({ instruction: { line, text: 'RUN chown 1000 /tool' }, trials: [trial], message: `at ${line}` }),
        ],
      }),
    ]);

  it('stay when the instruction moves, the trials are others or the message changes', () => {
    expect(findingFingerprints(recordFindings(moved(2, 't0003')))).toEqual(
      findingFingerprints(recordFindings(moved(40, 't0999'))),
    );
  });

  it('change with the instruction, the capability and the Dockerfile', () => {
    const of = (changes: Parameters<typeof lossOf>[0], dockerfile = 'a/Dockerfile') =>
      findingFingerprints(recordFindings(recordOf([caseOf({ dockerfile, losses: [lossOf(changes)] })])))[0];
    const all = [of({}), of({ capability: 'FSETID' }), of({ instruction: { line: 2, text: 'RUN x' } }), of({}, 'b')];
    expect(new Set(all).size).toBe(all.length);
  });

  it('tell the sets of flaky findings apart', () => {
    const flaky = (...sets: string[][]) =>
      recordFindings(
        recordOf([
          caseOf({ losses: [], flaky: sets.map((set) => ({ answer: 'faithful', set, passes: 1, failures: 1 })) }),
        ]),
      );
    const [, second] = findingFingerprints(flaky(['CHOWN'], ['FOWNER']));
    expect(findingFingerprints(flaky(['FOWNER']))).toEqual([second]);
  });

  it('are unique in every committed record', async () => {
    for (const record of await recordedRuns()) {
      const fingerprints = findingFingerprints(recordFindings(record));
      expect(fingerprints.length).toBeGreaterThan(20);
      expect(new Set(fingerprints).size).toBe(fingerprints.length);
    }
  });
});
