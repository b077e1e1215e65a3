import { judgePod } from '../existing-policies/judge.ts';
import { POD_SECURITY_LEVELS, type PodSecurityLevelName } from '../existing-policies/levels/control.ts';
import { podSecurityPolicy } from '../existing-policies/levels/pod-security-policy.ts';
import type { JudgedPod } from '../existing-policies/model/judged-pod.ts';
import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import { declaredPod, neededPod, type ShownNeed } from './against/pod-of-build.ts';
import type { BuildAnswer } from './audited-build.ts';

/** The levels that admit the pod of a build as it is declared, and with what the build needs; null where it runs in none. */
export function podSecurityOf(
  build: DeclaredBuild,
  shown: ShownNeed,
  text: string | undefined,
): BuildAnswer['podSecurity'] {
  const declared = declaredPod(build, text, shown);
  return declared === undefined
    ? null
    : { before: strictestLevel(declared.pod), after: strictestLevel(neededPod(declared, shown)) };
}

/** The strictest Pod Security Standard that admits a pod. */
function strictestLevel(pod: JudgedPod): PodSecurityLevelName {
  const admits = (level: PodSecurityLevelName): boolean => judgePod(podSecurityPolicy(level), pod).verdict === 'admits';
  return POD_SECURITY_LEVELS.findLast(admits) ?? 'privileged';
}
