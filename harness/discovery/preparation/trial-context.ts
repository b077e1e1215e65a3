import type { ContextSource } from '../../builders/builder.ts';
import type { PackedContext } from '../../corpus/context/pack-context.ts';
import type { TrialPlan } from '../../trial/trial-plan.ts';
import type { ContextDelivery } from '../../vocabulary/configuration.ts';

/** How a trial gets its context. */
export interface TrialContext extends Pick<TrialPlan, 'input' | 'mounts'> {
  readonly source: ContextSource;
}

/** A packed context as a trial gets it: mounted, with the Dockerfile on standard input, or all of it on standard input. */
export function contextForTrial(packed: PackedContext, { path }: ContextDelivery): TrialContext {
  const { file, dockerfile, dockerfileFile, directory } = packed;
  if (dockerfile !== null) return { source: { kind: 'tar', dockerfile }, input: file, mounts: [] };
  const mounted = { path, content: { archive: file, directory } };
  return { source: { kind: 'dir', path }, input: dockerfileFile, mounts: [mounted] };
}
