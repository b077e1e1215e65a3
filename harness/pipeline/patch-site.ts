import type { PatchTarget } from '../manifest/model/patch-target.ts';
import type { ManifestFile } from '../manifest/model/system.ts';
import { siteOf } from '../patch/patch-text.ts';
import { isRefusedEdit, type RefusedEdit } from '../patch/splice.ts';
import type { AuditedBuild } from './audited-build.ts';

/** A place in a manifest that says what one or several builds are granted. */
export interface BuildSite {
  readonly file: string;
  readonly builds: readonly AuditedBuild[];
  /** Why it cannot be patched, whatever the builds need; null where it can. */
  readonly refused: string | null;
  /** Whether an anchor has it stand for several containers. */
  readonly isShared: boolean;
}

/** The places that say what builds are granted, the last one in each file first: a patch moves only what is below it. */
export function buildSites(builds: readonly AuditedBuild[], manifests: readonly ManifestFile[]): BuildSite[] {
  const texts = new Map(manifests.map(({ file, text }) => [file, text]));
  const groups = new Map<string, { readonly site: Found; readonly builds: AuditedBuild[] }>();
  for (const one of builds) {
    const site = foundFor(one, texts);
    const key = JSON.stringify([site.file, isRefusedEdit(site) ? one.build.id : site.key]);
    const group = groups.get(key) ?? { site, builds: [] };
    group.builds.push(one);
    groups.set(key, group);
  }
  return [...groups.values()].map(asSite).toSorted((a, b) => lineOf(b) - lineOf(a));
}

type Found = { readonly file: string } & (RefusedEdit | { readonly key: string; readonly uses: number });

function foundFor({ build: { patch } }: AuditedBuild, texts: ReadonlyMap<string, string>): Found {
  const { file } = patch.place;
  const text = texts.get(file);
  return text === undefined ? { file, refused: `${file} was not given.` } : { file, ...siteOf(text, patch) };
}

function asSite({ site, builds }: { readonly site: Found; readonly builds: readonly AuditedBuild[] }): BuildSite {
  const { file } = site;
  if (isRefusedEdit(site)) return { file, builds, refused: site.refused, isShared: false };
  // Builds of one container have one target; each alias that leads to its security context is another container's.
  const targets = new Set(builds.map(({ build }) => JSON.stringify(withoutPlace(build.patch)))).size;
  const refused =
    site.uses > targets
      ? 'An anchor shares it with containers whose builds are not among these. Write it out for each container.'
      : null;
  return { file, builds, refused, isShared: site.uses > 1 };
}

function withoutPlace({ place, ...target }: PatchTarget): object {
  return target;
}

function lineOf({ builds }: BuildSite): number {
  return Math.max(...builds.map(({ build }) => build.patch.place.line));
}
