import { parse } from 'yaml';
import { type CapabilitySet, formatSet } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { HarnessError } from '../errors.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { noNewPrivilegesShown } from '../report/policy/confinement-shown.ts';
import { policyOf } from '../report/policy/policy-of.ts';
import { kubernetesPod } from '../report/policy/writers/kubernetes-pod.ts';
import { safeText } from '../text/plain-text.ts';
import { judgePod } from './judge.ts';
import { judgementLines, policyText, VERDICT_WORDS } from './judgement-text.ts';
import type { ExistingPolicy } from './model/existing-policy.ts';
import type { JsonMap, JudgedPod } from './model/judged-pod.ts';

/** What policies say to the pod that would be written for each minimal set of each case. */
export function explainAgainst(
  record: RunRecord,
  cases: readonly CaseRecord[],
  policies: readonly ExistingPolicy[],
): string {
  return cases.map((one) => caseLines(record, one, policies).join('\n')).join('\n\n');
}

function caseLines(record: RunRecord, one: CaseRecord, policies: readonly ExistingPolicy[]): string[] {
  const sets = one.faithful.minimalSets.map(setOfNames);
  const heading = safeText(one.id);
  if (sets.length === 0) return [heading, `  not judged: no set is known to be enough (${one.status})`];
  return [heading, ...sets.flatMap((set) => setLines(record, one, { set, policies }))];
}

function setLines(
  record: RunRecord,
  one: CaseRecord,
  { set, policies }: { readonly set: CapabilitySet; readonly policies: readonly ExistingPolicy[] },
): string[] {
  const pod = podFor(record, one, set);
  const heading = `  ${formatSet(set)}`;
  if ('refused' in pod) return [heading, `    not judged: ${safeText(pod.refused)}`];
  const told = policies.flatMap((policy) => {
    const judgement = judgePod(policy, pod);
    const lines = judgementLines(judgement).map((line) => `      ${line}`);
    return [`    ${policyText(policy)}: ${VERDICT_WORDS[judgement.verdict]}`, ...lines];
  });
  return [heading, ...told];
}

/** The pod that `report --format kubernetes` writes. */
function podFor(record: RunRecord, one: CaseRecord, set: CapabilitySet): JudgedPod | { readonly refused: string } {
  try {
    const policy = policyOf(record, { case: [one.id], set: formatSet(set) });
    const object = parse(kubernetesPod(policy)) as JsonMap;
    const isShown = noNewPrivilegesShown(policy).kind === 'shown';
    return { object, namespace: null, namespaceLabels: null, noNewPrivileges: isShown ? 'works' : 'not-tried' };
  } catch (error) {
    if (error instanceof HarnessError) return { refused: error.message };
    throw error;
  }
}
