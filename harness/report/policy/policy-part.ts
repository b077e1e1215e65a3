import { createHash } from 'node:crypto';
import type { CaseRecord, RunRecord } from '../../record/record.ts';

/** What policies of their own are written for: each directory of a team or a pipeline, or each case. */
export const SPLITS = ['directory', 'case'] as const;
export type Split = (typeof SPLITS)[number];

/** One of several policies that are written for a record, each for cases of its own. */
export interface PolicyPart {
  /** The directory, or the id of the case. */
  readonly name: string;
  /** The same as Kubernetes takes it in names and in values of labels; no other part of the record has it. */
  readonly slug: string;
}

/** A part with the ids of its cases. */
export interface PartOfCases extends PolicyPart {
  readonly cases: readonly string[];
}

/**
 * The parts of these cases, in their order. A directory is the first one below the directory that all cases of the record share, so
 * that it stays the same whichever cases are chosen.
 */
export function policyParts(record: RunRecord, cases: readonly CaseRecord[], split: Split): PartOfCases[] {
  const shared = sharedDirectory(record.cases.map(directoryOf));
  const nameOf = (one: CaseRecord): string => (split === 'case' ? one.id : directoryBelow(shared, directoryOf(one)));
  const groups = new Map<string, string[]>();
  for (const one of cases) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one.id]);
  const slugs = slugsOf(new Set(record.cases.map(nameOf)));
  return [...groups].map(([name, ids]) => ({ name, slug: slugs.get(name) ?? hashOf(name), cases: ids }));
}

/** The directories that a Dockerfile lies in, the outermost first; an absolute path begins with an empty name. */
function directoryOf({ dockerfile }: CaseRecord): readonly string[] {
  return dockerfile
    .split('/')
    .filter((name, index) => name !== '.' && (name !== '' || index === 0))
    .slice(0, -1);
}

/** What all these directories begin with. */
function sharedDirectory(directories: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = distinct(directories);
  // A single directory is below another one, and not shared with itself.
  const longest = others.length === 0 ? first.slice(0, -1) : first;
  const differing = longest.findIndex((part, index) => others.some((other) => other[index] !== part));
  return differing < 0 ? longest : longest.slice(0, differing);
}

function distinct(directories: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(directories.map((names) => [names.join('/'), names])).values()];
}

function directoryBelow(shared: readonly string[], directory: readonly string[]): string {
  return directory.slice(0, shared.length + 1).join('/') || '.';
}

/** How much of a digest tells names apart. */
const HASH = 8;

/** How long a name may become behind what stands in front of it: Kubernetes allows 63 characters. */
const LONGEST = 50;

/** Names that would become the same, or too long, get a part of their digest. */
function slugsOf(names: ReadonlySet<string>): Map<string, string> {
  const plain = [...names].map((name) => ({ name, slug: plainSlug(name) }));
  const isOwn = (slug: string): boolean => plain.filter((other) => other.slug === slug).length === 1;
  const withHash = (name: string, slug: string): string => `${slug.slice(0, LONGEST - HASH - 1)}-${hashOf(name)}`;
  return new Map(
    plain.map(({ name, slug }) => [name, slug.length <= LONGEST && isOwn(slug) ? slug : withHash(name, slug)]),
  );
}

function plainSlug(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return slug === '' ? 'top' : slug;
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, HASH);
}
