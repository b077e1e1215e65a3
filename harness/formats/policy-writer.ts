import { composeFormat } from './compose.ts';
import { dockerRunFormat } from './docker-run.ts';
import type { Destination, Subjects } from './format.ts';
import { gitlabRunnerFormat } from './gitlab-runner.ts';
import { kubernetesFormat } from './kubernetes.ts';
import { tektonFormat } from './tekton.ts';

/** The formats of what a pipeline may have elsewhere than in its manifest. */
const WRITTEN = [gitlabRunnerFormat, dockerRunFormat, composeFormat, kubernetesFormat, tektonFormat];

/** Loads what writes policies in those formats; by the name of a format. */
export async function policyWriter(): Promise<(name: string, policy: Subjects['policy'], here: Destination) => string> {
  const loaded = await Promise.all(WRITTEN.map(async ({ name, shows }) => [name, await shows.policy?.()] as const));
  const writers = new Map(loaded);
  return (name, policy, here) => writers.get(name)?.(policy, here) ?? '';
}
