import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import type { PatchTarget } from '../manifest/model/patch-target.ts';
import type { GivenAnswers, ManifestFile } from '../manifest/model/system.ts';
import { readManifests } from '../manifest/read-manifests.ts';
import { patchText, writableGrant } from '../patch/patch-text.ts';
import { isRefusedEdit, type RefusedEdit } from '../patch/splice.ts';
import type { WantedGrant } from '../patch/wanted-grant.ts';
import { type AuditPatch, NO_PATCH, type RefusedPatch } from './audit-patch.ts';
import type { AuditedBuild } from './audited-build.ts';
import { patchesElsewhere } from './patch-elsewhere.ts';
import { type BuildSite, buildSites } from './patch-site.ts';
import { asksForPatch } from './pipeline-audit.ts';
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
  if (!builds.some(asksForPatch)) return NO_PATCH;
  let texts: ReadonlyMap<string, string> = new Map(read.manifests.map(({ file, text }) => [file, text]));
  const refused: RefusedPatch[] = [];
  const notes: string[] = [];
  const grown = new Map<string, number>();
  const here = builds.filter(({ build }) => build.patch.kind !== 'elsewhere');
  for (const site of buildSites(here, read.manifests)) {
    const step = patchSite(site, texts, { read, builds, grown });
    if (isRefusedEdit(step)) {
      if (site.builds.some(asksForPatch)) refused.push(refusedSite(site, step.refused));
    } else {
      if (step !== texts) notes.push(...notesOf(site));
      texts = step;
    }
  }
  const other = patchesElsewhere(builds);
  const files = read.manifests.map(({ file, text }) => ({ file, before: text, after: texts.get(file) ?? text }));
  return {
    files: files.filter(({ before, after }) => before !== after),
    notes,
    elsewhere: other.elsewhere,
    refused: [...refused.toReversed(), ...other.refused],
  };
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
): ReadonlyMap<string, string> | RefusedEdit {
  const { file, builds, refused } = site;
  const text = texts.get(file);
  const target = builds[0]?.build.patch;
  if (refused !== null || text === undefined || target === undefined) return { refused: refused ?? '' };
  const shown = wantedOf(builds);
  if (isRefusedEdit(shown)) return shown;
  const wanted = writableGrant(target, shown);
  const patched = patchText(text, grownTarget(target, around.grown), wanted);
  if (isRefusedEdit(patched)) return patched;
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
  // In their order: a patch moves lines, by which some builds are called.
  if (old?.length !== around.builds.length || fresh?.length !== old.length) return 'Read again, it has other builds.';
  for (const [index, one] of around.builds.entries()) {
    if (builds.includes(one)) {
      const wrong = differsFromWanted(one.build.security, fresh[index]?.security, wanted);
      if (wrong !== undefined) return wrong;
    } else if (grantOf(old[index]) !== grantOf(fresh[index])) {
      return `It would change what ${one.build.title} is granted.`;
    }
  }
  return undefined;
}

function readAgain(texts: ReadonlyMap<string, string>, { given }: ReadManifests): readonly DeclaredBuild[] {
  const files = [...texts].map(([file, text]) => ({ file, text }));
  return readManifests(files, { ...given, reachesBuilder: () => true }).builds;
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

/** What a place grants besides these builds. */
function notesOf({ builds, file, isShared }: BuildSite): string[] {
  const titles = builds.map(({ build }) => build.title).join('; ');
  return [
    ...(isShared ? [`${file}: an anchor shares the security context. It is written there once, for: ${titles}.`] : []),
    ...(builds.some(({ build }) => build.patch.kind === 'toml')
      ? [`${file}: the runner grants this to all its jobs, not only to: ${titles}. Let others run on another runner.`]
      : []),
  ];
}
