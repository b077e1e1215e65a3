import { createHash } from 'node:crypto';
import type { ReviewFinding } from './finding.ts';

/**
 * Names findings so that they keep their names from run to run: by the Dockerfile, the text of the instruction, the rule and
 * its subject, but not by the line, the trials or the words of a message. Findings that agree in all of these are told apart by their order.
 */
export function findingFingerprints(findings: readonly ReviewFinding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ file, instruction, rule, subject }) => {
    const key = hash(file, hash(instruction), rule, subject);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before === 0 ? key : hash(key, `${before}`);
  });
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
