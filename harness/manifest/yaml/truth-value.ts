import type { Scalar } from 'yaml';

/** Truth values of YAML 1.1 besides true and false. */
const OLD_TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['y', true],
  ['yes', true],
  ['on', true],
  ['n', false],
  ['no', false],
  ['off', false],
]);

/**
 * What a scalar says is true or false; undefined for other scalars. What reads manifests for Kubernetes (kubectl, Kyverno's
 * command) and compose takes `privileged: yes` for true, as YAML 1.1 does.
 */
export function truthOf({ type, value, source }: Scalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return type === 'PLAIN' ? OLD_TRUTHS.get((source ?? '').toLowerCase()) : undefined;
}

/** Whether a text is true where it is read as a truth value, as compose does after it has filled in variables. */
export function isTrueText(text: string): boolean {
  return text.toLowerCase() === 'true' || OLD_TRUTHS.get(text.toLowerCase()) === true;
}
