import { posix } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package or a room of the program that is loaded whatever the program is asked to do. */
export interface LoadedPart {
  readonly name: string;
  readonly bytes: number;
}

/** What the entry of a bundle and all that it imports without condition are made of, the largest part first. */
export function loadedAtStart({ outputs }: Metafile, entry: string): LoadedPart[] {
  const bytes = new Map<string, number>();
  for (const path of importedAtOnce(outputs, entry)) {
    for (const [source, { bytesInOutput }] of Object.entries(outputs[path]?.inputs ?? {})) {
      const name = partOf(source);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes].map(([name, own]) => ({ name, bytes: own })).toSorted((a, b) => b.bytes - a.bytes);
}

function importedAtOnce(outputs: Metafile['outputs'], entry: string): Set<string> {
  const reached = new Set([entry]);
  for (const path of reached) {
    for (const imported of outputs[path]?.imports ?? []) {
      if (imported.kind === 'import-statement' && imported.external !== true) reached.add(imported.path);
    }
  }
  return reached;
}

function partOf(source: string): string {
  const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  return name ?? posix.dirname(source).split('/').slice(0, 2).join('/');
}
