import { type Capability, parseCapability } from '../../capabilities/capability.ts';
import { isSubset, setOf } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { podSecurityLevel } from '../policy/pod-security-level.ts';
import type { FindingKind, SecurityLevel } from './finding-kind.ts';

/** What is said of a rule, whatever its findings are about. */
export type RulePage = Pick<FindingKind, 'title' | 'meaning' | 'help' | 'security' | 'steps'> & {
  /** Where more is said of it. */
  readonly helpUri?: string;
};

const CAPABILITIES_PAGE = 'https://man7.org/linux/man-pages/man7/capabilities.7.html';

/** What is said of the need for a capability (`CAP_CHOWN`); of a name that a stranger wrote into a record, nothing is repeated. */
export function capabilityPage(rule: string): RulePage {
  const capability = parseCapability(rule);
  const name = capability === undefined ? 'a capability that this version does not know' : `CAP_${capability}`;
  return {
    title: `The build needs ${name}`,
    meaning: `The build needs ${name}.`,
    help:
      `Trials with and without ${name} showed that the build needs it. A note means that the build fails without it, ` +
      'a warning that it succeeds, but the image differs.',
    security: capability === undefined ? 'high' : grantLevel(capability),
    steps: [
      'Read the message: it says what happens without the capability, and at which instruction.',
      'Grant it to the builds of this Dockerfile alone: `kaniko-caps report RUN --format kubernetes --case CASE` writes the configuration.',
      'Or change the instruction, so that the build does without it. `kaniko-caps explain RUN` names the trials.',
    ],
    helpUri: CAPABILITIES_PAGE,
  };
}

/** What it means for security that a build has to be granted it, by Kubernetes' Pod Security Standards and Docker's defaults. */
function grantLevel(capability: Capability): SecurityLevel {
  if (podSecurityLevel([capability]).level === 'baseline') return 'low';
  return isSubset(setOf(capability), DOCKER_DEFAULTS) ? 'medium' : 'high';
}

/** The help of a rule as Markdown. */
export function rulePage({ title, meaning, help, steps }: RulePage): string {
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`);
  return [`# ${title}`, `${meaning} ${help}`, '## What to do', numbered.join('\n')].join('\n\n');
}

/** The same as text. */
export function textOfPage({ meaning, help, steps }: RulePage): string {
  return [`${meaning} ${help}`, 'What to do:', ...steps.map((step) => `- ${step.replaceAll('`', '')}`)].join('\n');
}
