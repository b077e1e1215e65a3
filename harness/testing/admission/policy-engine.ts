import type { PodRequest } from '../pods/policy-pod.ts';

/** What an engine answered to a request. */
export interface EngineAnswer {
  readonly admitted: boolean;
  /** All that it said against the pod; empty where it admits it. */
  readonly reasons: readonly string[];
  /** The rules that the pod breaks, as `policy/rule`, where the engine says all of several policies. */
  readonly rules?: readonly string[];
}

/** A program that reads a policy and judges pods by it, as a cluster would; what was started for it ends with it. */
export interface PolicyEngine extends AsyncDisposable {
  /** Its name and version, as it says them. */
  readonly name: string;
  /** Whether it can be asked this at all. */
  canJudge(request: PodRequest): boolean;
  /** The answer to each request, in this order; it fails if the engine cannot read the policy. */
  judge(policy: string, requests: readonly PodRequest[]): Promise<readonly EngineAnswer[]>;
}
