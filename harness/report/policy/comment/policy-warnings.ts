import { EMPTY_SET, namesOf } from '../../../capabilities/capability-set.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { defaultSeccompShown, noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';
import { casesBeyond, casesText, casesThatLose, flakyCases, lossesText, unprovenCases } from './serving-text.ts';

/** What whoever takes a policy over must know of it, in one line; undefined where that is nothing. */
export function warningText(policy: Policy): string | undefined {
  const flaky = flakyCases(policy);
  return inOneLine([
    ...lossWarnings(policy),
    ...(flaky.length === 0 ? [] : [`what works for ${casesText(flaky)} also failed`]),
    ...(policy.excess === EMPTY_SET ? [] : [`not needed: ${namesOf(policy.excess).join(' ')}`]),
  ]);
}

/** What no trial has shown of a policy, in one line; undefined where that is nothing. */
export function notShownText(policy: Policy): string | undefined {
  const [first, ...others] = casesBeyond(policy);
  const unproven = unprovenCases(policy);
  const more = others.flatMap(({ those }) => those).length;
  return inOneLine([
    ...(first === undefined ? [] : [`no trial of ${casesText(first.those)} had ${namesOf(first.beyond).join(' ')}`]),
    ...(more === 0 ? [] : [`other capabilities were not tried in ${countOf(more, 'case')}`]),
    ...(unproven.length === 0 ? [] : [`a smaller set may work for ${casesText(unproven)}`]),
    ...confinementGaps(policy),
  ]);
}

/** Hardening that the policy leaves out because no trial tried it. */
function confinementGaps(policy: Policy): string[] {
  const privileges = noNewPrivilegesShown(policy);
  const askedForDefault = policy.cases.every(({ configuration }) => configuration.seccomp === 'default');
  return [
    ...(privileges.kind === 'not-tried' ? [`no-new-privileges was not tried for ${casesText(privileges.cases)}`] : []),
    ...(askedForDefault && !defaultSeccompShown(policy) ? ['not every trial ran under a default seccomp profile'] : []),
  ];
}

function lossWarnings(policy: Policy): string[] {
  if (policy.answer === 'faithful') return [];
  const { lossy, certain } = casesThatLose(policy);
  const [first] = lossy;
  if (first === undefined) return [];
  return [`exit code 0 only; the image ${certain} in ${countOf(lossy.length, 'case')}${exampleOf(first, policy)}`];
}

function exampleOf(one: CaseRecord, policy: Policy): string {
  return `, as in ${safeText(one.id)}: ${lossesText(one, policy)}`;
}

function inOneLine(parts: readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : parts.join('; ');
}
