import { numberText } from '../../text/plain-text.ts';
import { beyondBounds, IMAGE_BOUNDS } from './image-bounds.ts';

/** Counts what is read of one image, over all its layers. */
export class ImageBudget {
  #entries = 0;
  #nameBytes = 0;
  #contentBytes = 0;

  /**
   * Counts an entry that is kept, with the bytes of its names and attributes.
   *
   * @throws HarnessError IMAGE_BEYOND_BOUNDS if the image has too many of either.
   */
  takeEntry(nameBytes: number): void {
    this.#entries += 1;
    if (this.#entries > IMAGE_BOUNDS.entries.most)
      throw beyondBounds(`the image has more than ${numberText(this.#entries - 1)} entries`, 'entries');
    this.takeNames(nameBytes);
  }

  /**
   * Counts bytes of names and attributes.
   *
   * @throws HarnessError IMAGE_BEYOND_BOUNDS if these are too many.
   */
  takeNames(nameBytes: number): void {
    this.#nameBytes += nameBytes;
    if (this.#nameBytes > IMAGE_BOUNDS.names.most)
      throw beyondBounds(
        `the names and extended attributes of its first ${numberText(this.#entries)} entries have ${numberText(this.#nameBytes)} bytes`,
        'names',
      );
  }

  /**
   * Counts decompressed bytes of a layer.
   *
   * @throws HarnessError IMAGE_BEYOND_BOUNDS if the image has too many.
   */
  takeContent(bytes: number): void {
    this.#contentBytes += bytes;
    if (this.#contentBytes > IMAGE_BOUNDS.content.most)
      throw beyondBounds(`its layers have more than ${numberText(this.#contentBytes)} bytes, decompressed`, 'content');
  }
}
