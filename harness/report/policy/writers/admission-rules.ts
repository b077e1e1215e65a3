import { namesOf } from '../../../capabilities/capability-set.ts';
import { defaultSeccompShown, noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';
import { builderImage } from './builder-image.ts';

/** A name for an expression, for others to use as `variables.NAME`. */
export interface AdmissionVariable {
  readonly name: string;
  readonly expression: string;
}

/** An expression in CEL that is true of a pod that may be admitted, and what to say of one that may not. */
export interface AdmissionRule {
  readonly expression: string;
  readonly message: string;
}

/** The containers of a pod that run the builder's image, under whatever tag or digest. */
export function admissionVariables({ record }: Policy): AdmissionVariable[] {
  const { repository } = builderImage(record);
  const isBuilder = [
    `c.image == ${celText(repository)}`,
    ...[':', '@'].map((mark) => `c.image.startsWith(${celText(repository + mark)})`),
  ].join(' ||\n  ');
  return [
    {
      name: 'containers',
      expression: [
        'object.spec.containers',
        '(has(object.spec.initContainers) ? object.spec.initContainers : [])',
        // Their type is another one, which a type checker would not add to the rest.
        '(has(object.spec.ephemeralContainers) ? dyn(object.spec.ephemeralContainers) : [])',
      ].join(' +\n'),
    },
    {
      name: 'kaniko',
      expression: `variables.containers.filter(c, has(c.image) && (\n  ${isBuilder}))`,
    },
  ];
}

/** What must hold of those containers: of hardening only what trials have shown. */
export function admissionRules(policy: Policy): AdmissionRule[] {
  const names = namesOf(policy.set);
  const allowed = `[${names.map(celText).join(', ')}]`;
  return [
    {
      expression: each(
        `!(${HAS_CAPABILITIES} && has(${CAPABILITIES}.add)) ||\n  ${CAPABILITIES}.add.all(name, name in ${allowed})`,
      ),
      message: `Kaniko may add only these capabilities: ${names.join(', ') || 'none'}`,
    },
    {
      expression: each(`${HAS_CAPABILITIES} && has(${CAPABILITIES}.drop) && 'ALL' in ${CAPABILITIES}.drop`),
      message: 'Kaniko must drop ALL capabilities',
    },
    {
      expression: each(`!(has(${CONTEXT}) && has(${CONTEXT}.privileged) && ${CONTEXT}.privileged)`),
      message: 'Kaniko must not be privileged',
    },
    ...(noNewPrivilegesShown(policy).kind === 'shown' ? [NO_ESCALATION] : []),
    ...(defaultSeccompShown(policy) ? [SECCOMP] : []),
  ];
}

const CONTEXT = 'c.securityContext';
const CAPABILITIES = `${CONTEXT}.capabilities`;
const HAS_CAPABILITIES = `has(${CONTEXT}) && has(${CAPABILITIES})`;

const NO_ESCALATION: AdmissionRule = {
  expression: each(
    `has(${CONTEXT}) && has(${CONTEXT}.allowPrivilegeEscalation) && !${CONTEXT}.allowPrivilegeEscalation`,
  ),
  message: 'Kaniko must set allowPrivilegeEscalation: false',
};

const POD_PROFILE = 'object.spec.securityContext.seccompProfile';

/** A container's own profile comes before the pod's. */
const SECCOMP: AdmissionRule = {
  expression: each(
    [
      `has(${CONTEXT}) && has(${CONTEXT}.seccompProfile) ? ${CONTEXT}.seccompProfile.type == 'RuntimeDefault' :`,
      `  has(object.spec.securityContext) && has(${POD_PROFILE}) && ${POD_PROFILE}.type == 'RuntimeDefault'`,
    ].join('\n'),
  ),
  message: 'Kaniko must run under the seccomp profile RuntimeDefault',
};

function each(condition: string): string {
  return `variables.kaniko.all(c,\n  ${condition})`;
}

/** A literal of CEL; a reference may hold anything that a user typed. */
function celText(text: string): string {
  const escaped = text.replace(/[\\']|\p{Cc}/gu, (character) =>
    /\p{Cc}/u.test(character) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : `\\${character}`,
  );
  return `'${escaped}'`;
}
