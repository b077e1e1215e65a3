import { randomBytes } from 'node:crypto';
import { EMPTY_SET } from '../../../capabilities/capability-set.ts';
import { HarnessError } from '../../../errors.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import { ownershipOf } from '../../ownership.ts';
import type { CommandOutcome, CommandSpecification } from '../../port.ts';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure } from '../api/kube-failure.ts';
import { admissionError } from '../pods/admission.ts';
import { createPolicy, listObjects, removeObjects } from '../pods/kube-objects.ts';
import { createPod } from '../pods/kube-pods.ts';
import { placeIn } from '../pods/pod-place.ts';
import { questionPod } from '../pods/pod-settings.ts';
import { isGivenUp } from '../pods/pod-start.ts';
import type { PodWatch, Sighting } from '../pods/pod-watch.ts';
import { questionPolicy } from '../site/network-policies.ts';
import { readPodLog } from './pod-log.ts';
import { type QuestionEnd, questionEnd, questionOverdue } from './question-end.ts';

/** Room for a program that only says what it is. */
const LIMITS = { memoryBytes: 512 * 2 ** 20, processes: 256, cpus: 0 };

/** Its image may have to be fetched first. */
const START_MS = 5 * 60_000;

/**
 * Runs a command of an image to its end, in a pod that reaches nothing and has no capability, on a node if one is named. Nothing of it is left.
 *
 * @throws HarnessError if the namespace is not there, or the API server admits or makes no such pod.
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
  const least = { capabilities: EMPTY_SET, noNewPrivileges: true, limits: LIMITS, pushes: false, keepsProgram: true };
  const make = async (): Promise<void> => {
    await createPolicy(cluster, questionPolicy(name, ownership));
    await createPod(cluster, questionPod({ ...specification, ...least }, placeIn(cluster, node)));
  };
  try {
    await make().catch((thrown: unknown) => {
      throw admissionError(cluster, `ask ${image} in a pod`, thrown);
    });
    const end = await untilEnded(watch, name, deadlineMs);
    if (end.kind !== 'ended') return end;
    const log = await readPodLog(cluster, name);
    return log === null ? { kind: 'not-asked', message: 'what it said cannot be read' } : { ...end, output: log.text };
  } catch (thrown) {
    if (thrown instanceof HarnessError) throw thrown;
    return { kind: 'not-asked', message: describeKubeFailure(thrown) };
  } finally {
    await removeObjects(cluster, await listObjects(cluster, name));
  }
}

async function untilEnded(watch: PodWatch, name: string, deadlineMs: number): Promise<QuestionEnd> {
  const begun = Date.now();
  let last: QuestionEnd = { kind: 'not-asked', message: 'nothing is known of its pod' };
  const seen = (pod: Sighting): QuestionEnd | undefined => {
    const end = questionEnd(pod);
    if (end !== undefined || pod === null) return end;
    last = questionOverdue(pod, deadlineMs);
    return isGivenUp(pod, begun) ? last : undefined;
  };
  return (await watch.until(name, seen, AbortSignal.timeout(START_MS + deadlineMs))) ?? last;
}
