import type { ReportingDescriptor } from 'sarif';
import { safeText } from '../../text/plain-text.ts';
import type { ReviewFinding } from './finding.ts';

const CAPABILITIES_PAGE = 'https://man7.org/linux/man-pages/man7/capabilities.7.html';

/** The rules that findings refer to, each once, in the order of their first finding. */
export function rulesOf(findings: readonly ReviewFinding[]): ReportingDescriptor[] {
  const firsts = new Map(findings.toReversed().map((finding) => [finding.rule, finding]));
  return [...new Set(findings.map(({ rule }) => rule))].flatMap((rule) => {
    const first = firsts.get(rule);
    return first === undefined ? [] : [descriptor(first)];
  });
}

function descriptor({ rule, kind }: ReviewFinding): ReportingDescriptor {
  const { meaning, help } = rule === kind.name ? kind : capabilityText(rule);
  return {
    id: safeText(rule),
    name: `${pascalCase(rule)}${rule === kind.name ? '' : 'Needed'}`,
    shortDescription: { text: meaning },
    fullDescription: { text: help },
    helpUri: CAPABILITIES_PAGE,
    help: { text: help },
    properties: { tags: ['security', 'linux-capabilities'] },
  };
}

function capabilityText(rule: string): { readonly meaning: string; readonly help: string } {
  return {
    meaning: `The build needs ${safeText(rule)}.`,
    help:
      `Trials with and without ${safeText(rule)} showed that the build needs it. A note means that the build fails without it, ` +
      'a warning that it succeeds, but the image differs.',
  };
}

function pascalCase(text: string): string {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
