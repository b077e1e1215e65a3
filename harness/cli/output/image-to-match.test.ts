import { describe, expect, it } from 'vitest';
import { collectReport } from './requested-reports.ts';
import { assertImageToMatch, OF_A_RECORD } from './show-record.ts';

const local = { kind: 'binary', path: '/opt/executor' } as const;

describe('discover with a local executor', () => {
  it.each(['kyverno', 'validating-admission-policy'])('refuses %s, and says how to write it afterwards', (format) => {
    expect(() => assertImageToMatch(collectReport(OF_A_RECORD, `${format}=policy.yaml`), local)).toThrow(
      expect.objectContaining({
        code: 'NO_POLICY',
        hint: `Write it from the record afterwards: kaniko-caps report RECORD --format ${format} --image REFERENCE.`,
      }),
    );
  });

  it.each(['gatekeeper', 'kubernetes', 'table'])('writes %s, which needs no image', (format) => {
    expect(() => assertImageToMatch(collectReport(OF_A_RECORD, format), local)).not.toThrow();
  });

  it('writes every policy of an image', () => {
    const image = { kind: 'image', reference: 'gcr.io/kaniko-project/executor:v1.24.0' } as const;
    expect(() => assertImageToMatch(collectReport(OF_A_RECORD, 'kyverno'), image)).not.toThrow();
  });
});
