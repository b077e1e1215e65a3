/** A place in a manifest. */
export interface Place {
  /** As the user named it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Where a value comes from. */
export type Origin =
  /** It stands in the manifest. */
  | { readonly kind: 'written'; readonly place: Place }
  /** The command line gives it: `--set IMAGE_TAG`, `--context`. */
  | { readonly kind: 'given'; readonly option: string }
  /** Nothing says it, and this is taken for it. `because` is a clause without a full stop: `Tekton's git-clone runs as 65532`. */
  | { readonly kind: 'assumed'; readonly because: string };

/** A value, and where it comes from. */
export interface Stated<T> {
  readonly value: T;
  readonly from: Origin;
}

/** A value that stands in a manifest. */
export function writtenAt<T>(value: T, place: Place): Stated<T> {
  return { value, from: { kind: 'written', place } };
}

/** A value that nothing says; `because` is a clause without a full stop. */
export function assumed<T>(value: T, because: string): Stated<T> {
  return { value, from: { kind: 'assumed', because } };
}

/** A value that the command line gives with this option. */
export function givenBy<T>(value: T, option: string): Stated<T> {
  return { value, from: { kind: 'given', option } };
}
