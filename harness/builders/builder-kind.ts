import type { Engine, ImageSummary } from '../engine/port.ts';
import type { Builder } from './builder.ts';

/** A kind of builder: how one is found, and what its findings are worth. How it is run and read says `Builder`. */
export interface BuilderKind {
  /** As records name it: `kaniko`. */
  readonly name: string;
  /** As sentences name it: `Kaniko`. */
  readonly title: string;
  /** Names of its images (with `*`), the best first: where nobody names a builder, the engine is searched for these. */
  readonly imageNames: readonly string[];
  /** The image to fetch where the engine has none; null if it is never fetched unasked. */
  readonly currentImage: string | null;
  /** How a user gets one, to be read after "or". */
  readonly wayOut: string;
  /** Whether an image bears its mark. An image that bears the mark of no kind is opened as the first kind of the catalogue. */
  isIn(image: ImageSummary): boolean;
  /**
   * Makes a builder of an image. `reference` is how the user names it.
   *
   * @throws HarnessError NOT_AN_EXECUTOR or EXECUTOR_UNSUITABLE if it is none that can be used.
   */
  openImage(engine: Engine, image: ImageSummary, reference: string): Promise<Builder>;
  /** Wraps a local binary into an image, and makes a builder of that; null if that cannot be done. `tell` hears of steps that take time. */
  readonly openBinary: ((engine: Engine, path: string, tell: (step: string) => void) => Promise<Builder>) | null;
  /** What to say of its findings if it only stands in for the builder that is meant; null if it is that builder. */
  readonly standIn: string | null;
}
