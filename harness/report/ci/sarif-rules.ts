import type { ReportingDescriptor } from 'sarif';
import { safeText } from '../plain-text.ts';
import type { Finding } from './finding.ts';

const CAPABILITIES_PAGE = 'https://man7.org/linux/man-pages/man7/capabilities.7.html';

/** The rules that findings refer to, each once, in the order of their first finding. */
export function rulesOf(findings: readonly Finding[]): ReportingDescriptor[] {
  const firsts = new Map(findings.toReversed().map((finding) => [finding.rule, finding]));
  return [...new Set(findings.map(({ rule }) => rule))].map((rule) => descriptor(rule, firsts.get(rule)));
}

function descriptor(rule: string, first: Finding | undefined): ReportingDescriptor {
  const { name, short, full } =
    first === undefined || first.kind === 'needed' || first.kind === 'silent-loss'
      ? capabilityText(rule)
      : TEXTS[first.kind];
  return {
    id: safeText(rule),
    name,
    shortDescription: { text: short },
    fullDescription: { text: full },
    helpUri: CAPABILITIES_PAGE,
    help: { text: full },
    properties: { tags: ['security', 'linux-capabilities'] },
  };
}

interface RuleText {
  readonly name: string;
  readonly short: string;
  readonly full: string;
}

function capabilityText(rule: string): RuleText {
  const words = rule.toLowerCase().split(/[^a-z0-9]+/);
  return {
    name: `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Needed`,
    short: `The build needs ${safeText(rule)}.`,
    full:
      `Trials with and without ${safeText(rule)} showed that the build needs it. A note means that the build fails without it, ` +
      'a warning that it succeeds all the same, with another image.',
  };
}

const TEXTS: Readonly<Record<Exclude<Finding['kind'], 'needed' | 'silent-loss'>, RuleText>> = {
  'reference-failed': {
    name: 'ReferenceBuildFailed',
    short: 'The build fails with every capability of the universe.',
    full: 'The build failed with everything granted that was in play, so that nothing can be said of what it needs.',
  },
  'no-answer': {
    name: 'NoProvenAnswer',
    short: 'What the build needs is not proven.',
    full: 'The run ended without a proof of what the build needs. Its record tells what is known and how to go on.',
  },
  flaky: {
    name: 'FlakyCapabilitySet',
    short: 'The build both succeeded and failed with the same capabilities.',
    full: 'Trials of one capability set disagreed, so that it is not used to prove anything.',
  },
  'more-hurts': {
    name: 'MoreCapabilitiesHurt',
    short: 'The build fails with more capabilities than it succeeds with.',
    full: 'A set served and a larger one did not. What one set shows then decides no other.',
  },
};
