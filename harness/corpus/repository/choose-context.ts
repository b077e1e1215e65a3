import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { onDisk, textOfBytes } from '../../text/byte-text.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { expansionBudget } from '../dockerfile-text/expansion-budget.ts';
import { matchEnd } from '../dockerfile-text/glob.ts';
import { type CopiedSource, copiedSources } from './copied-sources.ts';

/** The build context that is taken for a Dockerfile of a repository. */
export interface ContextChoice {
  /** Absolute path of the directory. */
  readonly directory: string;
  /** Why it is this one, in words. */
  readonly why: string;
}

/** A directory, and what of a Dockerfile's sources is in it. */
interface Candidate {
  readonly directory: string;
  readonly present: readonly CopiedSource[];
}

/**
 * Chooses the build context of a Dockerfile by what it copies: its own directory if all of that is there, else the nearest directory
 * above that has all, up to the repository's; else the one that has most, its own before others.
 */
export async function chooseContext(
  dockerfile: string,
  instructions: readonly Instruction[],
  repository: string,
): Promise<ContextChoice> {
  const own = dirname(dockerfile);
  const sources = copiedSources(instructions).slice(0, MOST_SOURCES);
  if (sources.length === 0) return { directory: own, why: OWN };
  const candidates: Candidate[] = [];
  for (const directory of directoriesUpTo(own, repository)) {
    const present = await presentIn(directory, sources);
    candidates.push({ directory, present });
    if (present.length === sources.length) break;
  }
  const best = candidates.reduce((most, one) => (one.present.length > most.present.length ? one : most));
  return { directory: best.directory, why: whyOf(best, candidates[0] ?? best, { sources, repository }) };
}

const OWN = "the Dockerfile's own directory";

function whyOf(
  { directory, present }: Candidate,
  own: Candidate,
  { sources, repository }: { readonly sources: readonly CopiedSource[]; readonly repository: string },
): string {
  const missing = sources.find((one) => !present.includes(one));
  if (directory === own.directory) {
    return missing === undefined ? OWN : `${OWN}; ${named(missing)} is not there, nor in a directory above`;
  }
  const place = directory === repository ? "the repository's root" : 'a directory above the Dockerfile';
  if (missing !== undefined) {
    const share = `it has ${present.length} of the ${sources.length} sources that the Dockerfile copies`;
    return `${place}: ${share}, and no directory has ${named(missing)}`;
  }
  const absent = sources.find((one) => !own.present.includes(one)) ?? present[0];
  return `${place}: ${absent === undefined ? 'all' : named(absent)} is there, and not beside the Dockerfile`;
}

function named({ path, line }: CopiedSource): string {
  return `${path} (line ${line})`;
}

/** A directory and those above it, the nearest first, up to the last one. */
function directoriesUpTo(directory: string, last: string): string[] {
  const isAbove = relative(last, directory).split('/')[0] !== '..';
  const found = [directory];
  for (let one = directory; isAbove && one !== last && dirname(one) !== one; one = dirname(one))
    found.push(dirname(one));
  return found;
}

async function presentIn(directory: string, sources: readonly CopiedSource[]): Promise<CopiedSource[]> {
  const present: CopiedSource[] = [];
  for (const source of sources) if (await exists(directory, source.path.split('/'))) present.push(source);
  return present;
}

/** The most directories that are looked into for one source with wildcards. */
const MOST_PLACES = 100;

/** The most sources that are looked for: more of a stranger's Dockerfile tells nobody more. */
const MOST_SOURCES = 200;

/** The longest name that Linux knows (NAME_MAX). */
const LONGEST_NAME = 255;

async function exists(directory: string, segments: readonly string[]): Promise<boolean> {
  let places = [directory];
  for (const segment of segments) {
    const isPlain = !/[*?[\\]/.test(segment);
    const next: string[] = [];
    for (const place of places) {
      const names = isPlain ? [segment] : await matchingNames(place, segment);
      for (const name of names)
        if (next.length < MOST_PLACES && (await isThere(join(place, name)))) next.push(join(place, name));
    }
    places = next;
  }
  return places.length > 0;
}

async function matchingNames(directory: string, pattern: string): Promise<string[]> {
  if (pattern.length > LONGEST_NAME) return [];
  const names = await readdir(onDisk(directory), { encoding: 'buffer' }).catch(() => []);
  // Classes and escapes are rare, and what else a pattern says is enough to tell directories apart.
  const simple = pattern.replace(/\[[^\]]*\]?|\\./g, '?');
  return names.map(textOfBytes).filter((name) => matches(simple, name));
}

function matches(pattern: string, name: string): boolean {
  const budget = expansionBudget();
  return matchEnd(pattern, name, { start: 0, length: 'longest', budget }) === name.length;
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(onDisk(path)).catch(() => undefined)) !== undefined;
}
