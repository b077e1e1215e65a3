import { formatSet } from '../capabilities/capability-set.ts';
import { HarnessError } from '../errors.ts';
import type { PatchTarget } from '../manifest/model/patch-target.ts';
import { isRefusedEdit } from '../patch/splice.ts';
import { statedConfiguration } from '../report/policy/policy-configuration.ts';
import { policyOf } from '../report/policy/policy-of.ts';
import type { ElsewherePatch, RefusedPatch } from './audit-patch.ts';
import type { AuditedBuild } from './audited-build.ts';
import { asksForPatch } from './pipeline-audit.ts';
import { wantedOf } from './wanted-of.ts';

type Elsewhere = Extract<PatchTarget, { kind: 'elsewhere' }>;

/** What is to be written into files that nobody gave: one policy for all builds that such a file grants. */
export function patchesElsewhere(builds: readonly AuditedBuild[]): {
  readonly elsewhere: readonly ElsewherePatch[];
  readonly refused: readonly RefusedPatch[];
} {
  const groups = new Map<string, { readonly target: Elsewhere; readonly builds: AuditedBuild[] }>();
  for (const one of builds) {
    const { patch } = one.build;
    if (patch.kind !== 'elsewhere' || one.answer === null) continue;
    const { user, seccomp } = one.build.security;
    // A runner grants one set to all its jobs. Elsewhere each place is one of its own.
    const line = patch.format === 'gitlab-runner' ? 0 : patch.place.line;
    const shared = [patch.format, patch.because, one.answer.record.run.id, user.value, seccomp.value, line];
    const key = JSON.stringify(shared);
    const group = groups.get(key) ?? { target: patch, builds: [] };
    group.builds.push(one);
    groups.set(key, group);
  }
  const made = [...groups.values()].filter((group) => group.builds.some(asksForPatch)).map(patchElsewhere);
  return {
    elsewhere: made.flatMap((one) => ('policy' in one ? [one] : [])),
    refused: made.flatMap((one) => ('policy' in one ? [] : [one])),
  };
}

function patchElsewhere({
  target: { place, format, because },
  builds,
}: {
  readonly target: Elsewhere;
  readonly builds: readonly AuditedBuild[];
}): ElsewherePatch | RefusedPatch {
  const told = { builds: builds.map(({ build }) => build), place };
  const wanted = wantedOf(builds);
  if (isRefusedEdit(wanted)) return { ...told, because: wanted.refused };
  const answers = builds.flatMap(({ answer }) => answer ?? []);
  const cases = [...new Set(answers.flatMap((answer) => answer.cases.map(({ id }) => id)))];
  const [first] = answers;
  if (first === undefined) return { ...told, because };
  try {
    const set = formatSet(wanted.needed);
    const chosen = policyOf(first.record, { case: cases, ...(set === '' ? {} : { set }) });
    const policy = { ...chosen, grantsAlone: true };
    statedConfiguration(policy);
    return { ...told, format, because, policy };
  } catch (error) {
    // No policy of that record is possible, as for a builder that is no Kaniko.
    if (!(error instanceof HarnessError)) throw error;
    return { ...told, because: `${error.message}.` };
  }
}
