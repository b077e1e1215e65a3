import { randomBytes } from 'node:crypto';
import { EMPTY_SET } from '../../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import { ownershipOf } from '../../ownership.ts';
import type { CommandOutcome, CommandSpecification } from '../../port.ts';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure } from '../api/kube-failure.ts';
import { createPolicy, listObjects, removeObjects } from '../pods/kube-objects.ts';
import { createPod } from '../pods/kube-pods.ts';
import { endOf } from '../pods/pod-end.ts';
import { placeIn } from '../pods/pod-place.ts';
import { questionPod } from '../pods/pod-settings.ts';
import { startStateOf } from '../pods/pod-start.ts';
import type { PodWatch, Sighting } from '../pods/pod-watch.ts';
import { BUILDER } from '../pods/trial-containers.ts';
import { assertAdmitted } from '../site/assert-admitted.ts';
import { questionPolicy } from '../site/network-policies.ts';
import { readPodLog } from './pod-log.ts';

/** Room for a program that only says what it is. */
const LIMITS = { memoryBytes: 512 * 2 ** 20, processes: 256, cpus: 0 };

/** Its image may have to be fetched first. */
const START_MS = 5 * 60_000;

/**
 * Runs a command of an image to its end, in a pod that reaches nothing and has no capability, on a node if one is named. Nothing of it is left.
 *
 * @throws HarnessError if the namespace admits no pods of the tool.
 */
export async function askPod(
  cluster: Cluster,
  watch: PodWatch,
  question: CommandSpecification,
  node: string | null = null,
): Promise<CommandOutcome> {
  const { image, command, environment = {}, deadlineMs } = question;
  const name = `kaniko-caps-once-${randomBytes(4).toString('hex')}`;
  const ownership = ownershipOf(name);
  const specification = { ...PLAIN_SETUP, name, image, command, environment, ownership };
  // Else it would be told of the image that was asked, and not of the namespace.
  await assertAdmitted(cluster, { ownership, image });
  const least = { capabilities: EMPTY_SET, noNewPrivileges: true, limits: LIMITS, pushes: false, keepsProgram: true };
  try {
    await createPolicy(cluster, questionPolicy(name, ownership));
    await createPod(cluster, questionPod({ ...specification, ...least }, placeIn(cluster, node)));
    const end = await watch.until(name, endSeen, AbortSignal.timeout(START_MS + deadlineMs));
    if (end === undefined) return { kind: 'failed', message: `it did not end within ${deadlineMs / 1000} s` };
    if (end.kind === 'failed') return end;
    const log = await readPodLog(cluster, name);
    return log === null ? { kind: 'failed', message: 'what it said cannot be read' } : { ...end, output: log.text };
  } catch (thrown) {
    return { kind: 'failed', message: describeKubeFailure(thrown) };
  } finally {
    await removeObjects(cluster, await listObjects(cluster, name));
  }
}

type End = Extract<CommandOutcome, { kind: 'failed' }> | { readonly kind: 'ended'; readonly exitCode: number };

function endSeen(pod: Sighting): End | undefined {
  if (pod === null) return { kind: 'failed', message: 'another program deleted the pod' };
  const state = startStateOf(pod, BUILDER);
  if (state.kind === 'ungrantable' || (state.kind === 'ended' && !state.ran))
    return { kind: 'failed', message: state.message };
  const end = endOf(pod);
  if (end === undefined) return undefined;
  return end.kind === 'exited' ? { kind: 'ended', exitCode: end.exitCode } : { kind: 'failed', message: end.message };
}
