import { EMPTY_SET } from '../../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import type { SiteSpecification } from '../../port.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { change } from '../api/request.ts';
import { admissionError } from '../pods/admission.ts';
import { placeIn } from '../pods/pod-place.ts';
import { trialPod } from '../pods/pod-settings.ts';
import { type QuotaWait, whenQuotaHasRoom } from '../pods/quota-patience.ts';

/** The image matters, because a policy may admit only some. */
export interface AdmittedPod {
  readonly ownership: SiteSpecification['ownership'];
  readonly image: string;
  /** Whether its builder has no filter on system calls. @default it has that of the runtime */
  readonly unconfined?: boolean;
  readonly onFull?: QuotaWait['onFull'];
}

/**
 * Has the API server say whether it would admit the least that any trial is: a pod whose builder is root and has no capability. Nothing
 * is created. Where a quota has no room now it waits.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED with the reason if it would not, ENGINE_CHOICE if there is no such namespace.
 */
export async function assertAdmitted(cluster: Cluster, pod: AdmittedPod): Promise<void> {
  const { namespace } = cluster;
  const { onFull } = pod;
  const least = leastTrial(pod);
  const body = trialPod({
    name: least.name,
    trials: [least],
    auxiliaryImage: pod.image,
    place: { ...placeIn(cluster, null), labels: {} },
  });
  const request = async (): Promise<void> => {
    await change(cluster, () => cluster.core.createNamespacedPod({ namespace, body, dryRun: 'All' }));
  };
  // What this run has asked already counts as well.
  await whenQuotaHasRoom(request, { onFull }).catch((thrown: unknown) => {
    throw admissionError(cluster, `create pods in the namespace ${namespace}`, thrown);
  });
}

function leastTrial({ ownership, image, unconfined = false }: AdmittedPod): TrialSpecification {
  return {
    ...PLAIN_SETUP,
    ...(unconfined && { seccomp: 'unconfined' }),
    // The same each time: the API server repeats it in its reason, which is told once.
    name: 'kaniko-caps-admission',
    image,
    command: ['/bin/sh'],
    environment: {},
    capabilities: EMPTY_SET,
    noNewPrivileges: false,
    limits: { memoryBytes: 64 * 2 ** 20, processes: 16, cpus: 0 },
    ownership,
    pushes: false,
    keepsProgram: true,
  };
}
