import type { RegistryRequest } from '../engine/site-registry/access-log.ts';
import type { TrialRegistryUse } from '../engine/trial-port.ts';
import type { RegistryRequests } from '../vocabulary/registry-requests.ts';
import type { TrialRepositories } from './tampering.ts';

/** How many different requests an observation keeps. A build makes about ten. */
const MOST_KEPT = 100;

type Kept = RegistryRequests['requests'][number];

/** What an observation keeps of a trial's requests. The names of its own repositories are of no use to anybody later. */
export function registryRequestsOf(use: TrialRegistryUse, own: TrialRepositories): RegistryRequests {
  const kept = new Map<string, Kept>();
  let others = 0;
  for (const request of use.requests) {
    const repository = wordFor(request, own);
    const { method, subject, status } = request;
    const key = [method, repository, subject, status].join(' ');
    const known = kept.get(key);
    if (known !== undefined) kept.set(key, { ...known, times: known.times + 1 });
    else if (kept.size < MOST_KEPT) kept.set(key, { method, repository, subject, status, times: 1 });
    else others += 1;
  }
  const { company, program, longestSilenceMs } = use;
  return {
    requests: [...kept.values()],
    others,
    longestSilenceMs,
    company: company.kind === 'counted' ? [...company.names] : null,
    program: program.kind === 'taken-over' ? program.how : program.kind,
  };
}

function wordFor({ repository }: RegistryRequest, { image, cache }: TrialRepositories): string | null {
  if (repository === image) return 'its image';
  return repository !== null && repository === cache ? 'its cache' : repository;
}
