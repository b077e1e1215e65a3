import type { ReviewFinding } from './finding.ts';
import type { Severity } from './finding-kind.ts';
import { findingFingerprints } from './fingerprint.ts';

/** GitLab's words for how bad a finding is. */
const SEVERITY_NAMES: Readonly<Record<Severity, 'info' | 'major' | 'critical'>> = {
  error: 'critical',
  warning: 'major',
  note: 'info',
};

/** Findings as GitLab's Code Quality reads them: a list, each with a fingerprint of its own. */
export function codeQualityReport(findings: readonly ReviewFinding[]): string {
  const fingerprints = findingFingerprints(findings);
  const issues = findings.map(({ kind, rule, message, file, line }, index) => ({
    description: message,
    check_name: `kaniko-caps/${rule}`,
    fingerprint: fingerprints[index],
    severity: SEVERITY_NAMES[kind.severity],
    location: { path: file, lines: { begin: line ?? 1 } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
