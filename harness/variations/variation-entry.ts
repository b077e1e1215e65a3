import type { BuilderIdentity } from '../vocabulary/builder-identity.ts';
import type { Case } from '../vocabulary/case.ts';
import type { Configuration } from '../vocabulary/configuration.ts';

/** What decides whether a variation can be tried. */
export interface VariedBuild extends Pick<Case, 'configuration' | 'instructions'> {
  readonly builder: Pick<BuilderIdentity, 'kind' | 'repository'>;
}

/** Another configuration that many pipelines have. */
export interface VariationEntry {
  /** In plain words, to be read after "with": `a context of another user`. */
  readonly words: string;
  /** Whether it is tried unless something else is asked for. */
  readonly isDefault: boolean;
  /**
   * Which images are right under it. `reference`: only the reference image, because the variation takes something away and must not
   * change what is built. `own-reference`: also the image that the variation gives with everything granted, because it may
   * rightly be another one, such as one with a single layer. That image costs a trial, but only where it is asked for.
   */
  readonly rightImage: 'reference' | 'own-reference';
  /** Whether its trials start from a cache, which builds with everything granted have to fill first. */
  readonly startsFromCache?: true;
  /** The configuration that it makes of another one. */
  readonly change: (configuration: Configuration) => Configuration;
  /** Why there is nothing to try, in words; undefined if it can be tried. */
  readonly notTried: (build: VariedBuild) => string | undefined;
}
