import type { ExistingPolicy } from '../existing-policies/model/existing-policy.ts';
import type { ManifestProblem } from '../manifest/model/problem.ts';
import { needFor } from '../record/answer-cover.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { smallestCommonSets } from '../search/ledger/profile.ts';
import { judgeBuilds } from './against/against-policies.ts';
import { answerBuild } from './answer-build.ts';
import { NO_PATCH } from './audit-patch.ts';
import type { AuditedBuild } from './audited-build.ts';
import { makePatch, type ReadManifests } from './make-patch.ts';
import type { ManifestSets, PipelineAudit } from './pipeline-audit.ts';

/** A declared build as it was planned: where its files are, and its cases. */
export type TriedBuild = Pick<AuditedBuild, 'build' | 'dockerfile' | 'context' | 'notes' | 'asked'> & {
  /** Ids; none where it was not tried. */
  readonly cases: readonly string[];
};

/** Holds what manifests declare against the records of their builds. */
export function makeAudit({
  manifests,
  builds,
  problems,
  records,
  unbuilt = [],
  texts,
  policies = [],
}: {
  readonly manifests: readonly string[];
  readonly builds: readonly TriedBuild[];
  readonly problems: readonly ManifestProblem[];
  readonly records: readonly RunRecord[];
  /** @default none */
  readonly unbuilt?: readonly string[];
  /** What the patch is made of. @default no patch is made */
  readonly texts?: ReadManifests;
  /** What a cluster admits and denies by. @default none */
  readonly policies?: readonly ExistingPolicy[];
}): PipelineAudit {
  const written = new Map((texts?.manifests ?? []).map(({ file, text }) => [file, text]));
  const audited = builds.map((one) => auditBuild(one, records, written));
  return {
    manifests,
    builds: audited,
    problems,
    unbuilt,
    records,
    together: manifests.map((one) => togetherOf(one, audited)),
    patch: texts === undefined ? NO_PATCH : makePatch(audited, texts),
    against: policies.length === 0 ? [] : judgeBuilds(audited, { policies, manifests: texts?.manifests ?? [] }),
  };
}

function auditBuild(
  { cases, ...told }: TriedBuild,
  records: readonly RunRecord[],
  texts: ReadonlyMap<string, string>,
): AuditedBuild {
  if (cases.length === 0) return { ...told, answer: null, unanswered: null };
  const record = records.find((one) => one.cases.some(({ id }) => id === cases[0]));
  const found = cases.flatMap((id): CaseRecord[] => record?.cases.filter((one) => one.id === id) ?? []);
  if (record === undefined || found.length < cases.length) {
    return { ...told, answer: null, unanswered: 'The run ended before it was tried.' };
  }
  const text = texts.get(told.build.patch.place.file);
  const result = answerBuild(told.build, { record, cases: found, text });
  return 'answer' in result
    ? { ...told, answer: result.answer, unanswered: null }
    : { ...told, answer: null, unanswered: result.unanswered };
}

function togetherOf(manifest: string, builds: readonly AuditedBuild[]): ManifestSets {
  const own = builds.filter(({ build }) => build.place.file === manifest);
  const cases = own.flatMap(({ answer }) => answer?.cases ?? []);
  return {
    manifest,
    answered: own.filter(({ answer }) => answer !== null).length,
    builds: own.length,
    sets: cases.length === 0 ? [] : smallestCommonSets(cases.map((one) => needFor(one, 'faithful'))),
  };
}
