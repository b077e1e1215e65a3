import { HarnessError } from '../../errors.ts';
import type { Format } from '../../formats/format.ts';
import { canShow } from '../../formats/formats.ts';
import { SPLITS } from '../../report/policy/policy-part.ts';
import { ADMISSION_ACTIONS, type PodMatch } from '../../report/policy/policy-target.ts';
import { type OptionValues, repeated, text, value } from './option.ts';
import { collectMatch, collectMirror, imageOption } from './parse-match.ts';
import { choice, collect } from './parse-option.ts';

/** What a policy is for. */
export const POLICY_OPTIONS = {
  set: text(
    '--set <list>',
    'for policies: this set, if trials show that it works (default: the smallest set that works)',
  ),
  case: repeated('--case <id>', 'for policies: only this case; repeatable', collect),
  withoutCase: repeated('--without-case <id>', 'for policies: all cases but this; repeatable', collect),
  answer: value(
    '--answer <answer>',
    'for policies: what counts as success, faithful or exit-0 (default: faithful)',
    choice('faithful', 'exit-0'),
  ),
  splitBy: value(
    '--split-by <what>',
    'for policies: one for each directory of cases, or one for each case (default: one for all)',
    choice(...SPLITS),
  ),
  image: value(
    '--image <reference>',
    'for policies: the image that runs Kaniko (default: the image that was tried)',
    imageOption,
  ),
  mirror: repeated<string>(
    '--mirror <repository>',
    'for admission policies: another repository with that image; repeatable',
    collectMirror,
  ),
  match: repeated<PodMatch>(
    '--match <pods>',
    'for admission policies: check these pods: image, namespace=NAME, namespace-label=KEY=VALUE or service-account=NAMESPACE/NAME; repeatable (default: image; for gatekeeper namespace-label=kaniko-builds=true)',
    collectMatch,
  ),
  action: value(
    '--action <action>',
    `for admission policies: what is done with a pod that breaks the policy: ${ADMISSION_ACTIONS.join(', ')} (default: deny)`,
    choice(...ADMISSION_ACTIONS),
  ),
};

type PolicyOptionValues = OptionValues<typeof POLICY_OPTIONS>;

/**
 * Refuses options that nothing asked for would heed.
 *
 * @throws HarnessError OPTIONS_CONFLICT naming the first of them.
 */
export function assertPolicyOptionsHeeded(options: PolicyOptionValues, formats: readonly Format[]): void {
  if (!formats.some((format) => canShow(format, 'policy'))) {
    refuse({ ...policyOptions(options), ...admissionOptions(options) }, 'a policy format', addFormat('kubernetes'));
  }
  const admission = formats.filter(({ admitsPods }) => admitsPods !== undefined);
  if (admission.length === 0) {
    refuse(admissionOptions(options), 'the format of an admission policy', addFormat('validating-admission-policy'));
  }
  const isByImage = options.match.length === 0 || options.match.some(({ kind }) => kind === 'image');
  if (!isByImage || admission.every(({ admitsPods }) => admitsPods === 'by-namespace')) {
    const hint = 'Add --match image to --format kyverno or validating-admission-policy, or leave the option out.';
    refuse({ '--mirror': options.mirror.length > 0 }, 'a policy that matches by image', hint);
  }
}

function policyOptions(options: PolicyOptionValues): Record<string, boolean> {
  return {
    '--set': options.set !== undefined,
    '--case': options.case.length > 0,
    '--without-case': options.withoutCase.length > 0,
    '--answer': options.answer !== undefined,
    '--split-by': options.splitBy !== undefined,
    '--image': options.image !== undefined,
  };
}

function admissionOptions(options: PolicyOptionValues): Record<string, boolean> {
  return {
    '--mirror': options.mirror.length > 0,
    '--match': options.match.length > 0,
    '--action': options.action !== undefined,
  };
}

function refuse(given: Readonly<Record<string, boolean>>, without: string, hint: string): void {
  const [name] = Object.entries(given).find(([, isGiven]) => isGiven) ?? [];
  if (name === undefined) return;
  throw new HarnessError('OPTIONS_CONFLICT', `${name} was given without ${without}`, { hint });
}

function addFormat(format: string): string {
  return `Add such a format, as --format ${format}, or leave the option out.`;
}
