import { basename } from 'node:path';
import type { CaseLocation } from './case-location.ts';

interface Named extends Pick<CaseLocation, 'directory' | 'dockerfile' | 'isVariant'> {
  /** What tells it from others of the same Dockerfile; empty if there are none. */
  readonly suffix?: string;
}

/**
 * Names each case after its directory (`api`; `api.prod` for `api/Dockerfile.prod`; `api.warm-cache` for one of two caches); where that is not unique, after as much
 * of the path as makes it so (`services-api`). An id has no character that a file or container name could not have.
 */
export function assignIds(cases: readonly Named[]): string[] {
  const longest = Math.max(0, ...cases.map(({ directory }) => segmentsOf(directory).length));
  let ids = cases.map((each) => idOf(each, 1));
  for (let segments = 2; segments <= longest && new Set(ids).size < ids.length; segments += 1) {
    const taken = ids;
    ids = cases.map((each, index) => (isRepeated(taken, index) ? idOf(each, segments) : (taken[index] ?? '')));
  }
  const unique: string[] = [];
  for (const id of ids) unique.push(unusedId(id, [...unique, ...ids.filter((other) => other !== id)]));
  return unique;
}

function unusedId(id: string, taken: readonly string[]): string {
  let [candidate, count] = [id, 1];
  while (taken.includes(candidate)) {
    count += 1;
    candidate = `${id}-${count}`;
  }
  return candidate;
}

function isRepeated(ids: readonly string[], index: number): boolean {
  return ids.some((other, at) => at !== index && other === ids[index]);
}

function idOf(each: Named, segments: number): string {
  const directory = segmentsOf(each.directory).slice(-segments).join('-') || 'root';
  const variant = each.isVariant ? variantOf(basename(each.dockerfile)) : '';
  return [directory, variant, each.suffix ?? ''].filter((part) => part !== '').join('.');
}

/** `prod` for `Dockerfile.prod`, `prod.Dockerfile` and `Containerfile.prod`. */
function variantOf(file: string): string {
  return safe(file.replace(/^dockerfile[.-]?|^containerfile[.-]|\.dockerfile$/gi, ''));
}

function segmentsOf(directory: string): string[] {
  return directory
    .split('/')
    .map(safe)
    .filter((segment) => segment !== '');
}

function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '');
}
