import type { ImageSummary } from '../engine/port.ts';
import { buildahKind } from './buildah/buildah-kind.ts';
import type { BuilderKind } from './builder-kind.ts';
import { kanikoKind } from './kaniko/kaniko-kind.ts';

/** The kinds of builders, the one that is meant first. A new kind is a folder here, and a line in this list. */
export const BUILDER_KINDS: readonly [BuilderKind, ...BuilderKind[]] = [kanikoKind, buildahKind];

/** The kind of a record's builder; undefined for one that this version does not know. */
export function builderKindNamed(name: string): BuilderKind | undefined {
  return BUILDER_KINDS.find((kind) => kind.name === name);
}

/** The kind that an image is opened as. */
export function builderKindOf(image: ImageSummary): BuilderKind {
  return BUILDER_KINDS.find((kind) => kind.isIn(image)) ?? BUILDER_KINDS[0];
}
