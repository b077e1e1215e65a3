import { judgePod, type PolicyJudgement } from '../../existing-policies/judge.ts';
import type { ExistingPolicy } from '../../existing-policies/model/existing-policy.ts';
import type { ManifestFile } from '../../manifest/model/system.ts';
import type { AuditedBuild } from '../audited-build.ts';
import { declaredPod, neededPod } from './pod-of-build.ts';

/** What one policy says to a build: to its pod as it is declared, and with what it needs. */
export interface BuildJudgement {
  readonly policy: ExistingPolicy;
  readonly declared: PolicyJudgement;
  /** Null where it is not known what the build needs. */
  readonly needed: PolicyJudgement | null;
}

/** What the policies of a cluster say to a build. */
export interface JudgedBuild {
  readonly one: AuditedBuild;
  /** Null where the build runs in no pod, so that no policy looks at it. */
  readonly judgements: readonly BuildJudgement[] | null;
}

/** Holds each build of an audit against the policies of a cluster. */
export function judgeBuilds(
  builds: readonly AuditedBuild[],
  {
    policies,
    manifests,
  }: { readonly policies: readonly ExistingPolicy[]; readonly manifests: readonly ManifestFile[] },
): JudgedBuild[] {
  const texts = new Map(manifests.map(({ file, text }) => [file, text]));
  return builds.map((one) => {
    const declared = declaredPod(one.build, texts.get(one.build.patch.place.file), one.answer);
    if (declared === undefined) return { one, judgements: null };
    const needed = one.answer === null ? null : neededPod(declared, one.answer);
    const judgements = policies.map((policy) => ({
      policy,
      declared: judgePod(policy, declared.pod),
      needed: needed === null ? null : judgePod(policy, needed),
    }));
    return { one, judgements };
  });
}

/** Whether a policy denies the pod of a build, as it is declared or with what it needs. */
export function isDenied({ judgements }: JudgedBuild): boolean {
  return (judgements ?? []).some(
    ({ declared, needed }) => declared.verdict === 'breaks' || needed?.verdict === 'breaks',
  );
}
