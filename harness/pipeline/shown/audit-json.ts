import * as z from 'zod';
import { namesOf } from '../../capabilities/capability-set.ts';
import { RUNTIME_NAMES } from '../../manifest/security/runtimes.ts';
import { unifiedDiff } from '../../patch/unified-diff.ts';
import { type RunRecord, runRecord } from '../../record/record.ts';
import { capabilityNames } from '../../vocabulary/capability-names.ts';
import type { KeptPatch } from '../audit-patch.ts';
import type { AuditedBuild, BuildAnswer } from '../audited-build.ts';
import { auditExitCode, type PipelineAudit, standingOf } from '../pipeline-audit.ts';
import { judgedBuild, judgedBuildJson } from './against-json.ts';
import { buildFacts } from './build-facts.ts';

const place = z.object({
  file: z.string(),
  /** Counted from 1. */
  line: z.number(),
});

const origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('written'), place }),
  /** The option of the command line that says it. */
  z.object({ kind: z.literal('given'), option: z.string() }),
  /** Nothing says it; `because` is why it is taken for it. */
  z.object({ kind: z.literal('assumed'), because: z.string() }),
]);

const answer = z.object({
  /** Ids of the cases of the record that show it, one for each cache. */
  cases: z.array(z.string()),
  /** Id of the run whose record that is. */
  run: z.string(),
  /** Whether what is needed is proven minimal. */
  proven: z.boolean(),
  needed: capabilityNames,
  /** Other minimal sets. */
  alternatives: z.array(capabilityNames),
  /** What the declared set does. */
  effect: z.enum(['enough', 'loses-silently', 'fails', 'not-known']),
  excess: z.array(
    z.object({
      capability: z.string(),
      /** What it lets a build do, in a sentence. */
      opens: z.string(),
      source: z.string(),
      /** The word that grants it; null where the runtime does so by default, or the container is privileged. */
      place: place.nullable(),
    }),
  ),
  missing: z.array(
    z.object({
      capability: z.string(),
      /** Whether the build reports success all the same, with a different image. */
      silent: z.boolean(),
      instruction: z.string(),
      what: z.string(),
      trials: z.array(z.string()),
    }),
  ),
  hardening: z.array(
    z.object({
      kind: z.enum(['no-new-privileges', 'default-seccomp']),
      result: z.enum(['already', 'possible', 'breaks', 'not-tried']),
      shown: z.array(z.string()),
    }),
  ),
  /** Null for a system without pods. */
  podSecurity: z
    .object({
      before: z.enum(['privileged', 'baseline', 'restricted']),
      after: z.enum(['privileged', 'baseline', 'restricted']),
    })
    .nullable(),
});

const build = z.object({
  id: z.string(),
  /** `kubernetes`, `tekton`. */
  system: z.string(),
  title: z.string(),
  place,
  standing: z.enum(['exact', 'too-much', 'too-little', 'not-known']),
  /** What was understood and assumed, each with where it comes from. */
  facts: z.array(z.object({ name: z.string(), value: z.string(), from: origin })),
  /** How trials differ from the pipeline, a sentence each. */
  notes: z.array(z.string()),
  declared: z.object({
    /** The runtime whose default set holds where the manifest says nothing. */
    runtime: z.enum(RUNTIME_NAMES),
    privileged: z.boolean(),
    /** What the runtime grants. */
    inForce: capabilityNames,
  }),
  /** The Dockerfile on this machine; null where it is not known. */
  dockerfile: z.string().nullable(),
  /** The context on this machine; null where it is not known. */
  context: z.string().nullable(),
  /** What has to be said before it can be tried. */
  asked: z.array(z.object({ name: z.string(), answer: z.string(), because: z.string(), place })),
  /** Null where it was not tried or has no answer. */
  answer: answer.nullable(),
  /** Why it has none although it was tried. */
  unanswered: z.string().nullable(),
});

/** The schema of an audit as JSON. Its version rises when a reader of the old form would misread the new one. */
export const auditReport = z.object({
  schemaVersion: z.literal(1),
  /** 0 nothing is missing, 1 too little is declared (or too much, where that counts) or a policy denies a build, 2 a build cannot be tried, 3 no answer. */
  exitCode: z.literal([0, 1, 2, 3]),
  manifests: z.array(z.string()),
  /** The runs that show it, one for each executor. */
  runs: z.array(z.object({ id: z.string(), tool: runRecord.shape.tool, builder: runRecord.shape.builder })),
  builds: z.array(build),
  /** What could not be used. */
  problems: z.array(
    z.object({ kind: z.enum(['input', 'unknown', 'limit']), place, what: z.string(), wayOut: z.string() }),
  ),
  /** Dockerfiles that no manifest builds; none where none were looked for. */
  unbuilt: z.array(z.string()),
  /** The smallest sets that are enough for all builds of a manifest that have an answer. */
  together: z.array(
    z.object({ manifest: z.string(), answered: z.number(), builds: z.number(), sets: z.array(capabilityNames) }),
  ),
  /** What is to be written so that the builds are granted what they need. */
  patch: z.object({
    /** A unified diff of the manifests; empty where nothing is to be changed. */
    diff: z.string(),
    /** What a reader of it has to know, a sentence each. */
    notes: z.array(z.string()),
    /** What another file grants that was not given: `report RECORD --format FORMAT --case CASE` writes it. */
    elsewhere: z.array(
      z.object({
        builds: z.array(z.string()),
        place,
        because: z.string(),
        format: z.string(),
        run: z.string(),
        cases: z.array(z.string()),
        set: capabilityNames,
      }),
    ),
    /** Builds that are not patched. */
    refused: z.array(z.object({ builds: z.array(z.string()), place, because: z.string() })),
  }),
  /** What the policies of a cluster say to each build; none where no policy was named. */
  against: z.array(judgedBuild),
});

/** What is held against an audit besides what it found. */
export interface AuditView {
  readonly tool: RunRecord['tool'];
  readonly failOnExcess: boolean;
  readonly patch: KeptPatch;
}

/** An audit for programs. */
export function auditJson(audit: PipelineAudit, view: AuditView): string {
  const report: z.output<typeof auditReport> = {
    schemaVersion: 1,
    exitCode: auditExitCode(audit, view),
    manifests: [...audit.manifests],
    runs: audit.records.map(({ run, tool, builder }) => ({ id: run.id, tool, builder })),
    builds: audit.builds.map(buildJson),
    problems: [...audit.problems],
    unbuilt: [...audit.unbuilt],
    together: audit.together.map(({ sets, ...one }) => ({ ...one, sets: sets.map(namesOf) })),
    patch: patchJson(audit),
    against: audit.against.map(judgedBuildJson),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function patchJson({
  patch: { files, notes, refused, elsewhere },
}: PipelineAudit): z.output<typeof auditReport>['patch'] {
  return {
    diff: unifiedDiff(files),
    notes: [...notes],
    elsewhere: elsewhere.map(({ builds, policy, ...one }) => ({
      ...one,
      builds: builds.map(({ id }) => id),
      run: policy.record.run.id,
      cases: policy.cases.map(({ id }) => id),
      set: namesOf(policy.set),
    })),
    refused: refused.map(({ builds, ...one }) => ({ ...one, builds: builds.map(({ id }) => id) })),
  };
}

function buildJson(one: AuditedBuild): z.output<typeof build> {
  const { id, system, title, place: where, security } = one.build;
  return {
    id,
    system,
    title,
    place: where,
    standing: standingOf(one),
    facts: buildFacts(one).map(({ name, value, from }) => ({ name: name.trim(), value, from })),
    notes: [...one.notes],
    declared: {
      runtime: security.runtime.value,
      privileged: security.privileged.value,
      inForce: namesOf(security.inForce),
    },
    dockerfile: one.dockerfile?.value ?? null,
    context: one.context?.value ?? null,
    asked: one.asked.map(({ name, answer: way, because, place: at }) => ({ name, answer: way, because, place: at })),
    answer: one.answer === null ? null : answerJson(one.answer),
    unanswered: one.unanswered,
  };
}

function answerJson(told: BuildAnswer): z.output<typeof answer> {
  const { record, cases, proven, needed, alternatives, effect, excess, missing, hardening, podSecurity } = told;
  return {
    cases: cases.map(({ id }) => id),
    run: record.run.id,
    proven,
    needed: namesOf(needed),
    alternatives: alternatives.map(namesOf),
    effect,
    excess: [...excess],
    missing: missing.map((one) => ({ ...one, trials: [...one.trials] })),
    hardening: hardening.map((one) => ({ ...one, shown: [...one.shown] })),
    podSecurity,
  };
}
