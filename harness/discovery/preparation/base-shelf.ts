import { tagOfDigest } from '../../corpus/context/pin-digests.ts';
import type { SiteRegistry } from '../../engine/port.ts';
import { HarnessError } from '../../errors.ts';
import { formatImageReference, parseImageReference } from '../../image/naming/image-reference.ts';
import { type Pinning, pinBase } from '../../sandbox/base-images.ts';
import type { RunSettings } from '../run-settings.ts';

/** The base images of a run, each brought into the sandbox's registry once. */
export interface BaseShelf {
  pin(reference: string): Promise<Pinning>;
  /** Digests of the layers of all base images pinned so far: a layer that is among them was not added by a build. */
  readonly layers: ReadonlySet<string>;
}

/** An empty shelf. */
export function createBaseShelf(registry: SiteRegistry, settings: RunSettings): BaseShelf {
  const places = new Map<string, { readonly fullName: string; readonly pinning: Pinning }>();
  const layers = new Set<string>();
  const bring = async (reference: string, place: Place): Promise<Pinning> => {
    settings.progress.preparing(`copying ${reference} into the sandbox's registry`);
    const pinning = await pinBase(registry, {
      reference,
      repository: place.repository,
      tag: place.tag,
      substitute: settings.plan.question.substitutes[reference],
      credentials: () => settings.credentialsFor(place.host),
    });
    if (pinning.kind === 'pinned') for (const digest of pinning.layers) layers.add(digest);
    return pinning;
  };
  return {
    layers,
    async pin(reference) {
      const place = placeOf(reference);
      const key = `${place.repository}:${place.tag}`;
      const occupant = places.get(key);
      if (occupant !== undefined && occupant.fullName !== place.fullName) throw samePlace(reference, occupant.fullName);
      const pinning = occupant?.pinning ?? (await bring(reference, place));
      places.set(key, { fullName: place.fullName, pinning });
      return pinning.kind === 'pinned' ? { ...pinning, base: { ...pinning.base, reference } } : pinning;
    },
  };
}

/** Where a builder looks for an image when the sandbox's registry stands in for every host. */
interface Place {
  readonly fullName: string;
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

function placeOf(text: string): Place {
  const reference = parseImageReference(text);
  const { host, repository, tag, digest } = reference;
  const kept = digest === undefined ? (tag ?? 'latest') : tagOfDigest(digest);
  return { fullName: formatImageReference(reference), host, repository, tag: kept };
}

function samePlace(reference: string, other: string): HarnessError {
  return new HarnessError('BASE_IMAGES_COLLIDE', `${reference} and ${other} differ only in their registry`, {
    hint: 'Try their cases in separate runs: the one registry of the sandbox stands in for all.',
  });
}
