import { HarnessError } from '../../errors.ts';
import { parseImageReference } from '../../image/naming/image-reference.ts';
import type { PodMatch } from '../../report/policy/policy-target.ts';

const NAME = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const NAMESPACE = new RegExp(`^${NAME}$`);
const SERVICE_ACCOUNT = new RegExp(`^(${NAME})/(${NAME}(?:\\.${NAME})*)$`);
/** A key may have a domain as its prefix, a value may be empty. */
const LABEL = new RegExp(
  `^((?:${NAME}(?:\\.${NAME})*/)?[A-Za-z0-9](?:[\\w.-]*[A-Za-z0-9])?)=((?:[A-Za-z0-9](?:[\\w.-]*[A-Za-z0-9])?)?)$`,
);

/**
 * Collects what an admission policy knows pods by.
 *
 * @throws HarnessError BAD_OPTION with the forms that there are.
 */
export function collectMatch(text: string, earlier: readonly PodMatch[]): readonly PodMatch[] {
  const match = matchOf(text);
  if (match !== undefined) return [...earlier, match];
  throw new HarnessError('BAD_OPTION', `--match ${text} names no pods`, {
    hint: 'Write --match image, namespace=NAME, namespace-label=KEY=VALUE, or service-account=NAMESPACE/NAME.',
  });
}

function matchOf(text: string): PodMatch | undefined {
  if (text === 'image') return { kind: 'image' };
  const [, kind, rest = ''] = /^([a-z-]+)=(.*)$/.exec(text) ?? [];
  if (kind === 'namespace' && NAMESPACE.test(rest)) return { kind, name: rest };
  const [, key, value = ''] = LABEL.exec(rest) ?? [];
  if (kind === 'namespace-label' && key !== undefined) return { kind, key, value };
  const [, namespace, name] = SERVICE_ACCOUNT.exec(rest) ?? [];
  if (kind === 'service-account' && namespace !== undefined && name !== undefined) return { kind, namespace, name };
  return undefined;
}

/**
 * Reads the image that a manifest is to name.
 *
 * @throws HarnessError BAD_IMAGE_REFERENCE
 */
export function imageOption(text: string): string {
  parseImageReference(text);
  return text;
}

/**
 * Collects repositories.
 *
 * @throws HarnessError BAD_IMAGE_REFERENCE, or BAD_OPTION where one has a tag or a digest.
 */
export function collectMirror(text: string, earlier: readonly string[]): readonly string[] {
  parseImageReference(text);
  if (!/@|:[^/]*$/.test(text)) return [...earlier, text];
  const repository = text.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  throw new HarnessError('BAD_OPTION', `--mirror ${text} has a tag or a digest`, {
    hint: `A mirror is checked under any tag and digest. Write --mirror ${repository}.`,
  });
}
