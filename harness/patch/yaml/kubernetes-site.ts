import { isMap, isScalar, type Node, type YAMLMap } from 'yaml';
import type { YamlPath } from '../../manifest/model/patch-target.ts';
import type { RefusedEdit } from '../splice.ts';
import { followed, isEmptyValue, mergedEntry, nodeAt, type OpenDocument, ownEntry } from './open-document.ts';

/** Where the security context of a container stands. */
export interface KubernetesSite {
  readonly container: YAMLMap;
  /** The map itself, wherever an alias or a merge key leads; undefined where there is none yet. */
  readonly context: YAMLMap | undefined;
}

/** Finds the container at a path, and its security context. */
export function kubernetesSite(document: OpenDocument, path: YamlPath): KubernetesSite | RefusedEdit {
  const container = nodeAt(document, path);
  if (!isMap(container)) return { refused: 'The container is not where it was read.' };
  const entry = ownEntry(container, 'securityContext') ?? mergedEntry(container, 'securityContext', document);
  const value = followed(entry?.value ?? null, document);
  if (isMap(value)) return { container, context: value };
  if (entry === undefined || isNothing(value)) return { container, context: undefined };
  return { refused: 'The securityContext is no map.' };
}

function isNothing(node: Node | null): boolean {
  return node === null || isEmptyValue(node) || (isScalar(node) && node.value === null);
}
