import type { Origin, Place } from './stated.ts';

/** A name in a text that nothing in the manifest gives a value. */
export interface UnresolvedName {
  /** As `--set` takes it: `IMAGE_TAG`. */
  readonly name: string;
  /** As it stands in the text: `$(params.IMAGE_TAG)`. */
  readonly reference: string;
  readonly place: Place;
}

/** A name in a text, and what stands in its place. */
export interface ResolvedName {
  readonly name: string;
  readonly value: string;
  readonly from: Origin;
}

/** A text of a manifest with its names resolved, as far as they are known. */
export interface Written {
  /** A name without a value stands in it as it was written. */
  readonly value: string;
  readonly place: Place;
  readonly resolved: readonly ResolvedName[];
  readonly unresolved: readonly UnresolvedName[];
}

/** A text as it stands, without names in it. */
export function plainWritten(value: string, place: Place): Written {
  return { value, place, resolved: [], unresolved: [] };
}

/** Another text made of this one: what was resolved in it stays known. */
export function rewritten(written: Written, value: string): Written {
  return { ...written, value };
}

/** Texts put together into one, which stands where the first one does. */
export function joinedWritten(parts: readonly Written[], place: Place): Written {
  return {
    value: parts.map(({ value }) => value).join(''),
    place,
    resolved: parts.flatMap(({ resolved }) => resolved),
    unresolved: parts.flatMap(({ unresolved }) => unresolved),
  };
}
