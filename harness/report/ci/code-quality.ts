import type { RunRecord } from '../../record/record.ts';
import { type Finding, findingsOf } from './finding.ts';
import { fingerprintsOf } from './fingerprint.ts';

const SEVERITIES: Readonly<Record<Finding['kind'], 'info' | 'minor' | 'major' | 'critical' | 'blocker'>> = {
  'reference-failed': 'critical',
  'silent-loss': 'major',
  'no-answer': 'minor',
  flaky: 'minor',
  'more-hurts': 'minor',
  needed: 'info',
};

/** A record as GitLab's Code Quality reads it: a list of findings, each with a fingerprint of its own. */
export function codeQualityReport(record: RunRecord): string {
  const findings = findingsOf(record);
  const fingerprints = fingerprintsOf(findings);
  const issues = findings.map(({ kind, rule, message, file, line }, index) => ({
    description: message,
    check_name: `kaniko-caps/${rule}`,
    fingerprint: fingerprints[index],
    severity: SEVERITIES[kind],
    location: { path: file, lines: { begin: line ?? 1 } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
