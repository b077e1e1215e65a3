import { namesOf } from '../../../capabilities/capability-set.ts';
import { countOf } from '../../../text/plain-text.ts';
import { closenessText } from '../../blocks/run/run-text.ts';
import { variationSummary } from '../../blocks/variation/variation-summary.ts';
import { defaultSeccompShown, noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';
import { provenConfigurationLines } from '../policy-configuration.ts';
import { excessLines } from './excess-text.ts';
import { needLines } from './need-text.ts';
import { podSecurityText } from './pod-security-text.ts';
import { casesText, servingLines, silentLossLines } from './serving-text.ts';

/** How many other sets are named before the rest is counted, and how many trials of a confinement are cited. */
const OTHERS_NAMED = 3;
const CITED = 3;

/** All that stands behind a policy: what it grants, what shows that, and what it does not say. */
export function policyEvidence(policy: Policy): string[] {
  return [
    `Capabilities of Kaniko: ${namesOf(policy.set).join(' ') || 'none'}`,
    ...silentLossLines(policy),
    ...servingLines(policy),
    ...provenConfigurationLines(policy),
    ...originLines(policy),
    ...(needLines(policy).length === 0 ? [] : ['Without it:', ...needLines(policy).map((line) => `  ${line}`)]),
    ...excessBlock(policy),
    ...alternativeLines(policy),
    `Pod Security Standard: ${podSecurityText(namesOf(policy.set))}.`,
    seccompLine(policy),
    noNewPrivilegesLine(policy),
    ...otherConfigurationLines(policy),
  ];
}

function originLines({ record: { tool, run, builder, environment: on } }: Policy): string[] {
  const digest =
    builder.imageDigest ?? (builder.binarySha256 === null ? 'no digest known' : `sha256:${builder.binarySha256}`);
  const mapped = on.rootless ? ', rootless' : on.userNamespaceRemapping ? ', user ids remapped' : '';
  const host = `${on.engine} ${on.version}, kernel ${on.kernel}${mapped}${closenessText(on)}`;
  return [
    `Builder: ${builder.kind} ${builder.version}, ${builder.reference} (${digest})`,
    `Evidence: ${run.id}, ${countOf(run.trials, 'trial')} on ${host}; ${tool.name} ${tool.version}. Trials are named CASE/TRIAL.`,
  ];
}

function excessBlock(policy: Policy): string[] {
  const lines = excessLines(policy);
  return lines.length === 0 ? [] : ['Not needed, and what it opens:', ...lines.map((line) => `  ${line}`)];
}

function alternativeLines({ alternatives }: Policy): string[] {
  if (alternatives.length === 0) return [];
  const named = alternatives.slice(0, OTHERS_NAMED).map((set) => namesOf(set).join(' ') || 'none');
  const more = alternatives.length - named.length;
  const told = `${named.join(', or ')}${more > 0 ? `, or ${countOf(more, 'more set')}` : ''}`;
  return [`Also possible: ${told}. Chosen here: one that fits baseline, then the smallest.`];
}

/** A Kubernetes node has a default profile of its own, which no trial on another engine ran under. */
function seccompLine(policy: Policy): string {
  const { engine, seccomp } = policy.record.environment;
  if (policy.cases.some(({ configuration }) => configuration.seccomp !== 'default'))
    return 'seccomp: the trials ran under the profile of the configuration above.';
  return defaultSeccompShown(policy)
    ? `seccomp: the trials ran under the default profile of ${engine}; another runtime may have another default.`
    : `seccomp: left out; not every trial behind this policy ran under a default profile (here: ${seccomp}).`;
}

function noNewPrivilegesLine(policy: Policy): string {
  const shown = noNewPrivilegesShown(policy);
  const name = 'no-new-privileges (allowPrivilegeEscalation: false)';
  switch (shown.kind) {
    case 'shown':
      return `${name}: works for each case with this set or a part of it (${cited(shown.trials)}).`;
    case 'breaks':
      return `${name}: left out; ${casesText(shown.cases)} did not work with it (${cited(shown.trials)}).`;
    case 'not-tried':
      return `${name}: left out; not tried for ${casesText(shown.cases)}. To try it: kaniko-caps discover --vary no-new-privileges`;
  }
}

/** A set that is pasted into a pipeline with another configuration may not be enough there. */
function otherConfigurationLines({ cases }: Policy): string[] {
  const others = cases.map((one) => ({
    ...one,
    variations: one.variations.filter(({ variation }) => variation !== 'no-new-privileges'),
  }));
  return variationSummary({ cases: others }).map((line) => `Another configuration: ${line}.`);
}

function cited(trials: readonly string[]): string {
  const more = trials.length - CITED;
  return `${trials.slice(0, CITED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
