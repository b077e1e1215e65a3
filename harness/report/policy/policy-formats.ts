import { composeService } from './compose-service.ts';
import { dockerRun } from './docker-run.ts';
import { gatekeeperConstraint } from './gatekeeper-constraint.ts';
import { gitlabRunner } from './gitlab-runner.ts';
import { kubernetesJob, kubernetesPod } from './kubernetes-pod.ts';
import { kyvernoPolicy } from './kyverno-policy.ts';
import type { Policy } from './policy.ts';
import { tektonTask } from './tekton-task.ts';
import { validatingAdmissionPolicy } from './validating-admission-policy.ts';

/** How a policy is written for whatever runs Kaniko, by the name that `--format` takes. */
export const POLICY_FORMATS: Readonly<Record<string, (policy: Policy) => string>> = {
  kubernetes: kubernetesPod,
  'kubernetes-job': kubernetesJob,
  tekton: tektonTask,
  'gitlab-runner': gitlabRunner,
  'docker-run': dockerRun,
  compose: composeService,
  kyverno: kyvernoPolicy,
  'validating-admission-policy': validatingAdmissionPolicy,
  gatekeeper: gatekeeperConstraint,
};
