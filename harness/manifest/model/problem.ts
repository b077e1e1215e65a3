import type { Place } from './stated.ts';

/** Something in a manifest that could not be used, with the way out. What else the manifest says is used all the same. */
export interface ManifestProblem {
  readonly place: Place;
  /** What it is about, and what happened, in a sentence: `The file is a Helm template.` */
  readonly what: string;
  /** What the user can do, in a sentence. */
  readonly wayOut: string;
  /** `input`: the file cannot be read as what it is. `unknown`: it is none of the systems'. `limit`: a part is left out. */
  readonly kind: 'input' | 'unknown' | 'limit';
}
