import type { Mount } from '../../model/executor-step.ts';
import { assumed } from '../../model/stated.ts';
import type { RunnerGrant } from './runner/runner.ts';

/**
 * The checkout of a job as its container finds it: of root and with all permissions, since the helper clones under umask 0000. With
 * the runner's feature flag it has the usual ones, and belongs to the user of the job.
 */
export function checkoutMount(path: string, { owner, security }: RunnerGrant, givesToUser: boolean): Mount {
  const user = security.user.value;
  return {
    path,
    what: 'the checkout of the job',
    owner: givesToUser
      ? assumed({ uid: user?.id ?? 0, gid: user?.groupId ?? 0 }, 'the runner gives the checkout to the user of the job')
      : owner,
    modes: givesToUser
      ? assumed('git', 'a checkout under umask 022')
      : assumed('git-umask-0', 'GitLab Runner clones under umask 0000'),
    source: null,
  };
}
