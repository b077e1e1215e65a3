import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import type { PatchTarget } from '../manifest/model/patch-target.ts';
import type { GivenAnswers, ManifestFile } from '../manifest/model/system.ts';
import { readManifests } from '../manifest/read-manifests.ts';
import { patchText } from '../patch/patch-text.ts';
import { isRefusal, type Refusal } from '../patch/splice.ts';
import type { WantedGrant } from '../patch/wanted-grant.ts';
import type { AuditPatch, RefusedPatch } from './audit-patch.ts';
import type { AuditedBuild } from './audited-build.ts';
import { type BuildSite, buildSites } from './patch-site.ts';
import { standingOf } from './pipeline-audit.ts';
import { differsFromWanted, wantedOf } from './wanted-of.ts';

/** Manifests as they were read for an audit. */
export interface ReadManifests {
  readonly manifests: readonly ManifestFile[];
  readonly given: Pick<GivenAnswers, 'set' | 'runtime' | 'context' | 'dockerfile'>;
}

/**
 * Makes the patch of an audit. Each place is written and read again; it stays as it was unless its builds are granted exactly what
 * trials showed, and all other builds what they were granted before.
 */
export function makePatch(builds: readonly AuditedBuild[], read: ReadManifests): AuditPatch {
  let texts: ReadonlyMap<string, string> = new Map(read.manifests.map(({ file, text }) => [file, text]));
  const refused: RefusedPatch[] = [];
  const notes: string[] = [];
  const grown = new Map<string, number>();
  for (const site of buildSites(builds, read.manifests)) {
    const step = patchSite(site, texts, { read, builds, grown });
    if (isRefusal(step)) {
      if (site.builds.some(asksForPatch)) refused.push(refusedSite(site, step.refused));
    } else {
      if (site.isShared && step !== texts) notes.push(sharedNote(site));
      texts = step;
    }
  }
  const files = read.manifests.map(({ file, text }) => ({ file, before: text, after: texts.get(file) ?? text }));
  return {
    files: files.filter(({ before, after }) => before !== after),
    notes,
    refused: refused.toReversed(),
  };
}

/** What has no answer is told as such, and what is granted exactly what it needs needs no patch. */
function asksForPatch(build: AuditedBuild): boolean {
  const standing = standingOf(build);
  return standing === 'too-much' || standing === 'too-little';
}

interface Around {
  readonly read: ReadManifests;
  readonly builds: readonly AuditedBuild[];
  /** By how many lines patches made embedded documents longer, by where these begin. */
  readonly grown: Map<string, number>;
}

/** The texts with one place patched; the same texts where it grants that already. */
function patchSite(
  site: BuildSite,
  texts: ReadonlyMap<string, string>,
  around: Around,
): ReadonlyMap<string, string> | Refusal {
  const { file, builds, refused } = site;
  const text = texts.get(file);
  const target = builds[0]?.build.patch;
  if (refused !== null || text === undefined || target === undefined) return { refused: refused ?? '' };
  const wanted = wantedOf(builds);
  if (isRefusal(wanted)) return wanted;
  const patched = patchText(text, grownTarget(target, around.grown), wanted);
  if (isRefusal(patched)) return patched;
  if (patched.text === text) return texts;
  const after = new Map([...texts, [file, patched.text]]);
  const wrong = wrongAfter(site, wanted, { around, before: texts, after });
  if (wrong !== undefined) return { refused: wrong };
  const key = grownKey(target);
  around.grown.set(key, (around.grown.get(key) ?? 0) + linesIn(patched.text) - linesIn(text));
  return after;
}

/** What is not as it should be once the texts are read again, in a sentence; undefined where all is. */
function wrongAfter(
  { builds }: BuildSite,
  wanted: WantedGrant,
  {
    around,
    before,
    after,
  }: {
    readonly around: Around;
    readonly before: ReadonlyMap<string, string>;
    readonly after: ReadonlyMap<string, string>;
  },
): string | undefined {
  const [old, fresh] = [before, after].map((texts) => readAgain(texts, around.read));
  const ids = new Set(builds.map(({ build }) => build.id));
  for (const { build } of builds) {
    const wrong = differsFromWanted(build.security, fresh?.get(build.id)?.security, wanted);
    if (wrong !== undefined) return wrong;
  }
  const other = around.builds.find(
    ({ build: { id } }) => !ids.has(id) && grantOf(old?.get(id)) !== grantOf(fresh?.get(id)),
  );
  return other === undefined ? undefined : `It would change what ${other.build.title} is granted.`;
}

function readAgain(texts: ReadonlyMap<string, string>, { given }: ReadManifests): Map<string, DeclaredBuild> {
  const files = [...texts].map(([file, text]) => ({ file, text }));
  const { builds } = readManifests(files, { ...given, reachesBuilder: () => true });
  return new Map(builds.map((build) => [build.id, build]));
}

/** All that a build is granted and confined by, as a text to be compared. */
function grantOf(build: DeclaredBuild | undefined): string | undefined {
  if (build === undefined) return undefined;
  const { inForce, privileged, noNewPrivileges, seccomp, user } = build.security;
  return JSON.stringify([String(inForce), privileged.value, noNewPrivileges.value, seccomp.value, user.value]);
}

/** A document in a file of another form is longer once another place in it was patched. */
function grownTarget(target: PatchTarget, grown: Around['grown']): PatchTarget {
  if (target.kind !== 'yaml' || target.embedded === null) return target;
  const { embedded } = target;
  return {
    ...target,
    embedded: { ...embedded, lastLine: embedded.lastLine + (grown.get(grownKey(target)) ?? 0) },
  };
}

function grownKey(target: PatchTarget): string {
  const firstLine = target.kind === 'yaml' ? (target.embedded?.firstLine ?? 0) : 0;
  return JSON.stringify([target.place.file, firstLine]);
}

function linesIn(text: string): number {
  return text.split('\n').length;
}

function refusedSite({ builds }: BuildSite, because: string): RefusedPatch {
  const own = builds.map(({ build }) => build);
  const place = own[0]?.patch.place ?? { file: '', line: 1 };
  return { builds: own, place, because };
}

function sharedNote({ builds, file }: BuildSite): string {
  const titles = builds.map(({ build }) => build.title).join('; ');
  return `${file}: an anchor shares the security context. It is written there once, for: ${titles}.`;
}
