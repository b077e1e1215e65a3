import { type CapabilitySet, EMPTY_SET, union } from '../../capabilities/capability-set.ts';
import { ImageBudget } from '../bounds/image-budget.ts';
import { capabilitiesOfFile, FILE_CAPABILITIES_XATTR } from '../fingerprint/file-capabilities.ts';
import type { RegistrySource } from '../registry/registry-source.ts';
import type { StreamedEntry } from '../tar/read-tar.ts';
import type { StoredImage } from './read-image.ts';
import { readLayer } from './read-layer.ts';

/**
 * What files of an image may be given when they are executed: all file capabilities of all its layers, those of files that a
 * later layer deletes among them.
 *
 * @throws HarnessError IMAGE_UNREADABLE or IMAGE_BEYOND_BOUNDS if a layer cannot be read completely.
 */
export async function fileCapabilitiesOf(
  source: RegistrySource,
  repository: string,
  { layers }: StoredImage,
): Promise<CapabilitySet> {
  const found: CapabilitySet[] = [];
  const budget = new ImageBudget();
  for (const layer of layers) {
    found.push(await readLayer(await source.blob(repository, layer.digest), layer, budget, fileCapabilitiesIn));
  }
  return found.reduce(union, EMPTY_SET);
}

async function fileCapabilitiesIn(entries: AsyncIterable<StreamedEntry>): Promise<CapabilitySet> {
  let found = EMPTY_SET;
  for await (const { xattrs } of entries) {
    const attribute = xattrs.get(FILE_CAPABILITIES_XATTR);
    if (attribute !== undefined) found = union(found, capabilitiesOfFile(attribute));
  }
  return found;
}
