import { difference } from '../../capabilities/capability-set.ts';
import { pinDigests } from '../../corpus/context/pin-digests.ts';
import { parseImageReference } from '../../image/naming/image-reference.ts';
import type { Case, PinnedBase } from '../../vocabulary/case.ts';
import type { EventOf } from '../../vocabulary/run-event.ts';
import type { Privilege, RunSettings } from '../run-settings.ts';
import type { BaseShelf } from './base-shelf.ts';
import { createContextShelf } from './context-shelf.ts';
import type { PreparedCase } from './prepared-case.ts';
import { readSources } from './read-sources.ts';
import type { TriableVariations } from './triable-variations.ts';

/** Whether a case can be tried. */
export type Preparation =
  | { readonly kind: 'ready'; readonly prepared: PreparedCase }
  | { readonly kind: 'abandoned'; readonly event: EventOf<'case-abandoned'> };

/**
 * Packs a case's context and brings its base images into the sandbox's registry.
 *
 * @throws HarnessError for a context that cannot be read or is too large.
 */
export async function prepareCase(
  one: Case,
  settings: RunSettings,
  privilege: Privilege,
  shelf: BaseShelf,
  scratch: string,
  variationsOf: TriableVariations,
): Promise<Preparation> {
  const universe = difference(difference(one.universe, privilege.untestable), privilege.alwaysGranted);
  const bases: PinnedBase[] = [];
  for (const reference of one.baseReferences) {
    const pinning = await shelf.pin(reference);
    if (pinning.kind === 'missing') {
      const reason = `there is no base image ${pinning.reference} (${pinning.message}); pull or build it, or use another with --base ${reference}=IMAGE`;
      return { kind: 'abandoned', event: { type: 'case-abandoned', case: one.id, universe, reason } };
    }
    bases.push(pinning.base);
  }
  const sources = await readSources(one, settings);
  const dockerfileText = await pinDigests(one, bases);
  const contexts = createContextShelf(one, scratch, {
    sizeLimitBytes: settings.plan.conduct.contextLimitBytes,
    ...(dockerfileText === undefined ? {} : { dockerfileText }),
  });
  const { sha256 } = await contexts.packed(one.configuration.context);
  const variations = await variationsOf(one);
  return {
    kind: 'ready',
    prepared: { case: one, contexts, contextSha256: sha256, universe, bases, variations, ...sources },
  };
}

/** The registries of a case's base images. */
export function registryHostsOf(one: Case): string[] {
  return [...new Set(one.baseReferences.map((reference) => parseImageReference(reference).host))];
}

/** What the journal says of a case before its first trial. */
export function preparedEvent(prepared: PreparedCase): EventOf<'case-prepared'> {
  const { case: one, contextSha256, universe, bases, variations } = prepared;
  return { type: 'case-prepared', case: one.id, universe, contextSha256, bases, variations };
}
