import type { ExistingPolicy } from '../../existing-policies/model/existing-policy.ts';
import { displayPath } from '../../files/display-path.ts';
import { makeAudit } from '../../pipeline/make-audit.ts';
import type { ReadManifests } from '../../pipeline/make-patch.ts';
import type { PipelineAudit } from '../../pipeline/pipeline-audit.ts';
import { type FinishedAudit, recordsOf } from './audit-manifests.ts';

/** Holds what was found against what the manifests declare, and makes the patch of it. Paths are as a person types them. */
export function concludeAudit(
  finished: FinishedAudit,
  held: { readonly texts: ReadManifests; readonly policies: readonly ExistingPolicy[] },
): PipelineAudit {
  return makeAudit({
    ...held,
    manifests: finished.manifests,
    unbuilt: finished.unbuilt,
    builds: finished.builds.map(({ build, located, cases, asked, notes }) => ({
      build,
      cases,
      asked,
      notes,
      dockerfile: located === null ? null : { ...located.dockerfile, value: displayPath(located.dockerfile.value) },
      context: located === null ? null : { ...located.context, value: displayPath(located.context.value) },
    })),
    problems: finished.problems,
    records: recordsOf(finished),
  });
}
