import { namesOf } from '../../../capabilities/capability-set.ts';
import { HarnessError } from '../../../errors.ts';
import { INJECTED_IMAGES } from '../admission/injected-images.ts';
import { labelCommand, matchesOf, matchText, namespaceLabels } from '../admission/pod-match.ts';
import { policyComment } from '../comment/policy-comment.ts';
import { defaultSeccompShown, noNewPrivilegesShown } from '../confinement-shown.ts';
import { nameFor, type Policy } from '../policy.ts';
import { type AdmissionAction, NAMESPACE_LABEL, type PolicyTarget } from '../policy-target.ts';
import { hashLines, notesBelow, yamlText } from './yaml-text.ts';

/** Marks the namespaces whose pods are checked where nothing else is asked for. */
const USUAL_MATCH = [{ kind: 'namespace-label', key: NAMESPACE_LABEL, value: 'true' }] as const;

const ACTIONS: Readonly<Record<AdmissionAction, string>> = { deny: 'deny', warn: 'warn', audit: 'dryrun' };

/**
 * Constraints of Gatekeeper that hold the pods of chosen namespaces to these capabilities.
 *
 * @throws HarnessError NO_POLICY where pods are to be selected as Gatekeeper cannot.
 */
export function gatekeeperConstraint(policy: Policy): string {
  const target = targetOf(policy);
  const texts = constraintsOf(policy).map((constraint) =>
    yamlText([], constraintText({ ...constraint, name: nameFor(policy, constraint.name) }, target)),
  );
  return `${hashLines(policyComment(policy))}\n\n${texts.join('---\n')}${notesBelow(notes(policy, target))}`;
}

interface Constraint {
  readonly kind: string;
  readonly name: string;
  readonly parameters?: object;
  /** Whether containers that Tekton or GitLab Runner put into a pod are left out. */
  readonly exempts: boolean;
}

/** The templates of the gatekeeper-library that a policy needs; what is not shown is not demanded. */
function constraintsOf(policy: Policy): Constraint[] {
  return [
    {
      kind: 'K8sPSPCapabilities',
      name: 'kaniko-capabilities',
      parameters: { allowedCapabilities: namesOf(policy.set) },
      exempts: false,
    },
    {
      kind: 'K8sPSPCapabilities',
      name: 'kaniko-drop-all',
      // A list of its own would check additions a second time.
      parameters: { allowedCapabilities: ['*'], requiredDropCapabilities: ['ALL'] },
      exempts: true,
    },
    { kind: 'K8sPSPPrivilegedContainer', name: 'kaniko-not-privileged', exempts: false },
    ...(noNewPrivilegesShown(policy).kind === 'shown' ? [ESCALATION] : []),
    ...(defaultSeccompShown(policy) ? [SECCOMP] : []),
  ];
}

const ESCALATION: Constraint = {
  kind: 'K8sPSPAllowPrivilegeEscalationContainer',
  name: 'kaniko-no-privilege-escalation',
  exempts: true,
};

/** The first version of the template also takes an annotation for a profile, which Kubernetes reads no more. */
const SECCOMP: Constraint = {
  kind: 'K8sPSPSeccompV2',
  name: 'kaniko-seccomp',
  parameters: { allowedProfiles: ['RuntimeDefault'] },
  exempts: true,
};

function constraintText({ kind, name, parameters, exempts }: Constraint, target: PolicyTarget): object {
  const exemptImages = exempts ? { exemptImages: INJECTED_IMAGES.map((prefix) => `${prefix}*`) } : {};
  const all = { ...parameters, ...exemptImages };
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind,
    metadata: { name },
    spec: {
      enforcementAction: ACTIONS[target.action],
      match: matchOf(target),
      ...(Object.keys(all).length === 0 ? {} : { parameters: all }),
    },
  };
}

function matchOf(target: PolicyTarget): object {
  const namespaces = matchesOf(target, 'namespace').map(({ name }) => name);
  const selector = namespaceLabels(target);
  return {
    kinds: [{ apiGroups: [''], kinds: ['Pod'] }],
    ...(namespaces.length === 0 ? {} : { namespaces }),
    ...(selector === undefined ? {} : { namespaceSelector: selector }),
  };
}

function targetOf(policy: Policy): PolicyTarget {
  const { part } = policy;
  // What several policies are bound by is their namespaces.
  const match = policy.target.match.filter(({ kind }) => part === null || kind !== 'image');
  const target = { ...policy.target, match };
  const wrong = target.match.find(({ kind }) => kind === 'image' || kind === 'service-account');
  if (wrong !== undefined) {
    const message = `No constraint of Gatekeeper is written: its templates cannot select pods by ${wrong.kind.replace('-', ' ')}`;
    throw new HarnessError('NO_POLICY', message, {
      hint: 'Choose namespaces: --match namespace=NAME or --match namespace-label=KEY=VALUE.',
    });
  }
  return target.match.length > 0 ? target : { ...target, match: USUAL_MATCH };
}

function notes(policy: Policy, target: PolicyTarget): string[] {
  const kinds = [...new Set(constraintsOf(policy).map(({ kind }) => kind))];
  const isUsual = target.match === USUAL_MATCH || policy.part !== null;
  const usual = isUsual ? [`Label them: ${labelCommand(policy)}.`] : [];
  return [
    `Needs the ConstraintTemplates ${kinds.join(', ')} of the gatekeeper-library (library/pod-security-policy).`,
    `Checks every container of ${matchText(target)}: the templates cannot select by image.`,
    ...usual,
    'Containers with an image of Tekton or of GitLab Runner need not drop anything, but may not add more either: exemptImages.',
    'Open: the templates skip updates, so an ephemeral container or another image in a pod that runs is not checked.',
    ...(kinds.includes(SECCOMP.kind)
      ? [
          `Except ${SECCOMP.kind}: it checks every update. A pod without a profile that is older than the constraint cannot lose its`,
          'finalizers any more. Delete such pods before you apply it.',
        ]
      : []),
    'Not checked: users, volumes, host namespaces, AppArmor. The Pod Security Standards are about those.',
  ];
}
