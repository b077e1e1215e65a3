import { Readable } from 'node:stream';
import { HarnessError } from '../../../errors.ts';
import { BASES_ROOT, registryFiles } from '../../site-registry/registry-layout.ts';
import type { RemoteImage } from '../images/remote-image.ts';
import type { Keeper } from './keeper.ts';

const FILES = registryFiles(BASES_ROOT);

/** Names those of the digests after it whose content is not there. */
const MISSING = `for digest in "$@"; do [ -e "${FILES}/blobs/sha256/$(echo $digest | cut -c1-2)/$digest/data" ] || echo $digest; done`;

/** Keeps what it reads under its digest, if it is what the digest names. */
const KEEP = `
at="${FILES}/blobs/sha256/$(echo $1 | cut -c1-2)/$1"
mkdir -p "$at" && cat > "$at/part" || exit 1
[ "$(sha256sum < "$at/part" | cut -c1-64)" = "$1" ] || { rm "$at/part"; echo "what came is not what the digest names"; exit 1; }
mv "$at/part" "$at/data"`;

/** Links a manifest and its blobs into a repository, as the registry does: repository, tag, manifest, blobs. */
const LINK = `
at="${FILES}/repositories/$1"; tag=$2; manifest=$3; shift 3
link() { mkdir -p "$1" && printf 'sha256:%s' "$2" > "$1/link"; }
for digest in "$@"; do link "$at/_layers/sha256/$digest" $digest || exit 1; done
link "$at/_manifests/revisions/sha256/$manifest" $manifest && link "$at/_manifests/tags/$tag/index/sha256/$manifest" $manifest &&
link "$at/_manifests/tags/$tag/current" $manifest`;

/**
 * Copies an image into the registry of a run, as its registry has it. Content that is there already is not sent again.
 *
 * @throws HarnessError REGISTRY_FAILED if it cannot be copied.
 */
export async function storeImage(
  keeper: Keeper,
  image: RemoteImage,
  place: { repository: string; tag: string },
): Promise<void> {
  const { registry, repository, manifest, config, layers } = image;
  const blobs = [...new Set([config, ...layers].map(({ digest }) => hexOf(digest)))];
  const own = hexOf(image.digest);
  const missing = (await said(keeper.run(MISSING, [own, ...blobs]), image)).split(/\s+/).filter(Boolean);
  for (const hex of missing) {
    const content = hex === own ? Readable.from([manifest]) : await registry.blob(repository, `sha256:${hex}`);
    await said(keeper.pipe(KEEP, [hex], content), image);
  }
  await said(keeper.run(LINK, [place.repository, place.tag, own, ...blobs]), image);
}

async function said(answering: ReturnType<Keeper['run']>, { id }: RemoteImage): Promise<string> {
  const { exitCode, said: text } = await answering;
  if (exitCode === 0) return text;
  throw new HarnessError('REGISTRY_FAILED', `Cannot copy ${id} into the sandbox's registry: ${text.trim()}`);
}

function hexOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}
