import type { ReportingDescriptor } from 'sarif';
import { safeText } from '../../text/plain-text.ts';
import type { ReviewFinding } from './finding.ts';
import type { SecurityLevel } from './finding-kind.ts';
import { capabilityPage, type RulePage, rulePage, textOfPage } from './rule-page.ts';

/** GitHub calls a score above 9.0 critical, from 7.0 high, from 4.0 medium and below low. */
const SCORES: Readonly<Record<SecurityLevel, string>> = { high: '8.0', medium: '5.0', low: '2.0' };

/** The rules that findings refer to, each once, in the order of their first finding. */
export function rulesOf(findings: readonly ReviewFinding[]): ReportingDescriptor[] {
  const firsts = new Map(findings.toReversed().map((finding) => [finding.rule, finding]));
  return [...new Set(findings.map(({ rule }) => rule))].flatMap((rule) => {
    const first = firsts.get(rule);
    return first === undefined ? [] : [descriptor(first)];
  });
}

function descriptor({ rule, kind }: ReviewFinding): ReportingDescriptor {
  const page: RulePage = rule === kind.name ? kind : capabilityPage(rule);
  const { meaning, help, security, helpUri } = page;
  return {
    id: safeText(rule),
    name: `${pascalCase(rule)}${rule === kind.name ? '' : 'Needed'}`,
    shortDescription: { text: meaning },
    fullDescription: { text: help },
    ...(helpUri === undefined ? {} : { helpUri }),
    help: { text: textOfPage(page), markdown: rulePage(page) },
    properties: {
      tags: ['security', 'linux-capabilities'],
      // What is told was seen in trials, and repeated.
      precision: 'very-high',
      'security-severity': SCORES[security],
    },
  };
}

function pascalCase(text: string): string {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
