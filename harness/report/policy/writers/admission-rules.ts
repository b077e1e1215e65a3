import { namesOf } from '../../../capabilities/capability-set.ts';
import { containersOf } from '../admission/admission-conditions.ts';
import { celAny, celList, celText } from '../admission/cel-text.ts';
import { checkedImages } from '../admission/checked-images.ts';
import { INJECTED_IMAGES } from '../admission/injected-images.ts';
import { isByImage } from '../admission/pod-match.ts';
import { defaultSeccompShown, noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';

/** A name for an expression, for others to use as `variables.NAME`. */
export interface AdmissionVariable {
  readonly name: string;
  readonly expression: string;
}

/** An expression in CEL that is true of a pod that may be admitted, and what to say of one that may not. */
export interface AdmissionRule {
  readonly expression: string;
  /** Said if the other cannot be evaluated. */
  readonly message: string;
  /** An expression in CEL: names the pod and its containers, and says what to write. */
  readonly messageExpression: string;
}

/** What a rule is about. */
export type DemandKind = 'add' | 'drop' | 'privileged' | 'escalation' | 'seccomp';

/** What a policy demands of containers: of hardening only what trials have shown. */
interface Demand {
  readonly kind: DemandKind;
  /** The variable that holds the containers that do not meet it. */
  readonly offenders: string;
  /** A condition in CEL of such a container `c`. */
  readonly isBroken: string;
  /** What a message says of one; an expression in CEL. */
  readonly offender: string;
  readonly message: string;
  readonly write: string;
}

/** The containers that are checked, and those of them that do not meet a demand. */
export function admissionVariables(policy: Policy): AdmissionVariable[] {
  return [
    { name: 'pod', expression: "has(object.metadata.name) ? object.metadata.name : 'without a name'" },
    { name: 'containers', expression: containersOf('object') },
    { name: 'before', expression: `oldObject == null ? [] :\n${containersOf('oldObject')}` },
    {
      name: 'changed',
      expression:
        'variables.containers.filter(c, !variables.before.exists(old, old.name == c.name && old.image == c.image))',
    },
    ...chosenContainers(policy),
    ...demandsOf(policy).map(({ kind, offenders, isBroken }) => ({
      name: offenders,
      expression: `variables.${checkedBy(kind, policy)}.filter(c,\n  ${isBroken})`,
    })),
  ];
}

/** What must hold of those containers. */
export function admissionRules(policy: Policy): AdmissionRule[] {
  return demandsOf(policy).map(({ offenders, offender, message, write }) => ({
    expression: `variables.${offenders}.size() == 0`,
    message: `${message}. Write ${write}`,
    messageExpression: [
      `'Pod ' + variables.pod + ', container ' +`,
      `variables.${offenders}.map(c, ${offender}).join(', ') +`,
      celText(`: ${message}. Write ${write}`),
    ].join('\n'),
  }));
}

/** What the rules are about, in their order. */
export function ruleKinds(policy: Policy): DemandKind[] {
  return demandsOf(policy).map(({ kind }) => kind);
}

/** With an image to know Kaniko by, its containers; else all that match, and those of them that nothing has injected. */
function chosenContainers(policy: Policy): AdmissionVariable[] {
  if (isByImage(policy.target)) {
    const { condition } = checkedImages(policy);
    return [{ name: 'kaniko', expression: `variables.changed.filter(c, has(c.image) && (\n${condition}))` }];
  }
  const injected = celAny(INJECTED_IMAGES.map((prefix) => `c.image.startsWith(${celText(prefix)})`));
  return [{ name: 'own', expression: `variables.changed.filter(c, !(has(c.image) && (\n${injected})))` }];
}

/** Injected containers take nothing away; what they may not do is add. */
function checkedBy(kind: DemandKind, { target }: Policy): string {
  if (isByImage(target)) return 'kaniko';
  return kind === 'add' || kind === 'privileged' ? 'changed' : 'own';
}

function demandsOf(policy: Policy): Demand[] {
  const who = isByImage(policy.target) ? 'Kaniko' : 'Containers';
  return [
    addDemand(policy, who),
    {
      kind: 'drop',
      offenders: 'keeping',
      isBroken: `!(${HAS_CAPABILITIES} && has(${CAPABILITIES}.drop) && 'ALL' in ${CAPABILITIES}.drop)`,
      offender: 'c.name',
      message: `${who} must drop ALL capabilities`,
      write: 'securityContext.capabilities.drop: [ALL]',
    },
    {
      kind: 'privileged',
      offenders: 'privileged',
      isBroken: `has(${CONTEXT}) && has(${CONTEXT}.privileged) && ${CONTEXT}.privileged`,
      offender: 'c.name',
      message: `${who} must not be privileged`,
      write: 'securityContext.privileged: false',
    },
    ...(noNewPrivilegesShown(policy).kind === 'shown' ? [escalationDemand(who)] : []),
    ...(defaultSeccompShown(policy) ? [seccompDemand(who)] : []),
  ];
}

const CONTEXT = 'c.securityContext';
const CAPABILITIES = `${CONTEXT}.capabilities`;
const HAS_CAPABILITIES = `has(${CONTEXT}) && has(${CAPABILITIES})`;

function addDemand({ set }: Policy, who: string): Demand {
  const names = namesOf(set);
  const excess = `${CAPABILITIES}.add.filter(name, !(name in ${celList(names)}))`;
  return {
    kind: 'add',
    offenders: 'adding',
    isBroken: `${HAS_CAPABILITIES} && has(${CAPABILITIES}.add) &&\n  !${CAPABILITIES}.add.all(name, name in ${celList(names)})`,
    offender: `c.name + ' (adds ' + ${excess}.join(', ') + ')'`,
    message: names.length === 0 ? `${who} may add no capability` : `${who} may add only ${names.join(', ')}`,
    write: `securityContext.capabilities.add: [${names.join(', ')}]`,
  };
}

function escalationDemand(who: string): Demand {
  return {
    kind: 'escalation',
    offenders: 'escalating',
    isBroken: `!(has(${CONTEXT}) && has(${CONTEXT}.allowPrivilegeEscalation) && !${CONTEXT}.allowPrivilegeEscalation)`,
    offender: 'c.name',
    message: `${who} must not gain privileges`,
    write: 'securityContext.allowPrivilegeEscalation: false',
  };
}

const POD_PROFILE = 'object.spec.securityContext.seccompProfile';

/** A container's own profile comes before the pod's. */
function seccompDemand(who: string): Demand {
  return {
    kind: 'seccomp',
    offenders: 'unconfined',
    isBroken: [
      `!(has(${CONTEXT}) && has(${CONTEXT}.seccompProfile) ? ${CONTEXT}.seccompProfile.type == 'RuntimeDefault' :`,
      `  has(object.spec.securityContext) && has(${POD_PROFILE}) && ${POD_PROFILE}.type == 'RuntimeDefault')`,
    ].join('\n'),
    offender: 'c.name',
    message: `${who} must run under the seccomp profile RuntimeDefault`,
    write: 'securityContext.seccompProfile.type: RuntimeDefault',
  };
}
