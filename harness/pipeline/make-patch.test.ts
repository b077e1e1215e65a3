import { describe, expect, it } from 'vitest';
import { formatSet } from '../capabilities/capability-set.ts';
import type { ManifestFile } from '../manifest/model/system.ts';
import { readManifests } from '../manifest/read-manifests.ts';
import { unifiedDiff } from '../patch/unified-diff.ts';
import type { CaseRecord } from '../record/record.ts';
import { gitlabRunner } from '../report/policy/writers/gitlab/gitlab-runner.ts';
import { exampleConfiguration } from '../testing/examples/configurations.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { answers } from '../testing/manifests/answers.ts';
import { GITLAB_KANIKO_JOB } from '../testing/manifests/gitlab-pipelines.ts';
import { TEKTON_CATALOG_KANIKO } from '../testing/manifests/tekton-catalog-kaniko.ts';
import { type AuditPatch, NO_PATCH } from './audit-patch.ts';
import { makeAudit } from './make-audit.ts';

const GIVEN = answers({ names: { IMAGE: 'x' } });

/** The patch of a manifest whose builds need, one after the other, what these cases need. */
function patchOf(text: string, cases: readonly (CaseRecord | undefined)[] = [caseOf()], given = GIVEN): AuditPatch {
  const manifests = [{ file: 'ci/m.yaml', text }];
  const { builds, problems } = readManifests(manifests, given);
  expect(builds).toHaveLength(cases.length);
  return makeAudit({
    manifests: ['ci/m.yaml'],
    problems,
    records: [recordOf(cases.flatMap((one) => one ?? []))],
    builds: builds.map((build, index) => {
      const own = cases[index];
      return { build, cases: own === undefined ? [] : [own.id], dockerfile: null, context: null, notes: [], asked: [] };
    }),
    texts: { manifests, given },
  }).patch;
}

/** The patch of several files, whose builds all need CHOWN and FSETID. */
function patchOfFiles(manifests: readonly ManifestFile[]): AuditPatch {
  const { builds, problems } = readManifests(manifests, GIVEN);
  const tried = { cases: [UNDER_FILTER.id], dockerfile: null, context: null, notes: [], asked: [] };
  return makeAudit({
    manifests: manifests.map(({ file }) => file),
    problems,
    records: [recordOf([UNDER_FILTER])],
    builds: builds.map((build) => ({ ...tried, build })),
    texts: { manifests, given: GIVEN },
  }).patch;
}

/** What the builds of a patched manifest are granted. */
function grantedBy(patch: AuditPatch): string[] {
  const files = patch.files.map(({ file, after }) => ({ file, text: after }));
  return readManifests(files, GIVEN).builds.map(({ security }) => formatSet(security.inForce));
}

const CONTAINER = 'image: gcr.io/kaniko-project/executor:v1';
const needs = (id: string, ...set: string[]): CaseRecord => {
  const finding = { complete: true, minimalSets: [set], maximalFailingSets: [] };
  return caseOf({ id, faithful: finding, exitZero: finding });
};

type Variation = CaseRecord['variations'][number];

const variation = (name: Variation['variation'], verdict: 'faithful' | 'failed'): Variation => ({
  variation: name,
  notTried: null,
  imageChanges: null,
  answer: null,
  trials: { sets: 1, search: 0 },
  sets: [{ set: ['CHOWN', 'FSETID'], verdict, shown: [], trials: ['t9'] }],
});

/** Needs CHOWN and FSETID, also under the default filter on system calls. */
const UNDER_FILTER = caseOf({ variations: [variation('default-seccomp', 'faithful')] });

describe('the patch of an audit', () => {
  it("has Tekton's task grant what is needed, and names the run that shows it", () => {
    const patch = patchOf(TEKTON_CATALOG_KANIKO);
    expect(grantedBy(patch)).toEqual(['CHOWN,FSETID']);
    expect(unifiedDiff(patch.files)).toContain(`+        # kaniko-caps: proven with kaniko`);
    expect(unifiedDiff(patch.files)).toContain(recordOf([]).run.id);
    expect(
      unifiedDiff(patch.files)
        .split('\n')
        .filter((line) => /^-[^-]/.test(line)),
    ).toEqual([]);
  });

  it('is empty for what it has written itself', () => {
    const [file] = patchOf(TEKTON_CATALOG_KANIKO).files;
    expect(patchOf(file?.after ?? '')).toEqual(NO_PATCH);
  });

  it('takes privileges from a template by saying otherwise in the step', () => {
    const text = TEKTON_CATALOG_KANIKO.replace(
      '  steps:\n',
      '  stepTemplate: {securityContext: {privileged: true}}\n  steps:\n',
    );
    const patch = patchOf(text);
    expect(grantedBy(patch)).toEqual(['CHOWN,FSETID']);
    expect(patch.files[0]?.after).toContain('        privileged: false\n');
  });

  it('writes one set for all builds of a container', () => {
    const text = `kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - ${CONTAINER}-debug\n    command:\n    - /busybox/sh\n    - -c\n    - |\n      /kaniko/executor --context=/a\n      /kaniko/executor --context=/b\n`;
    const both = [needs('a', 'CHOWN'), needs('b', 'FOWNER')];
    expect(grantedBy(patchOf(text, both))).toEqual(['CHOWN,FOWNER', 'CHOWN,FOWNER']);
    const half = patchOf(text, [needs('a', 'CHOWN'), undefined]);
    expect(half).toMatchObject({ files: [], refused: [{ because: expect.stringContaining('no trial shows') }] });
  });

  it('writes what an anchor shares once where it is right for all, and says so', () => {
    const text = `kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - ${CONTAINER}\n    securityContext: &own {privileged: true}\n  - ${CONTAINER}\n    securityContext: *own\n`;
    const patch = patchOf(text, [needs('a', 'CHOWN'), needs('b', 'FOWNER')]);
    expect(grantedBy(patch)).toEqual(['CHOWN,FOWNER', 'CHOWN,FOWNER']);
    expect(patch.notes).toEqual([expect.stringContaining('an anchor shares the security context')]);
  });

  it('leaves what an anchor shares with another container, and says why', () => {
    const text = `kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - ${CONTAINER}\n    securityContext: &own {privileged: true}\n  - image: git\n    securityContext: *own\n`;
    expect(patchOf(text)).toMatchObject({
      files: [],
      refused: [{ place: { file: 'ci/m.yaml', line: 5 }, because: expect.stringContaining('An anchor shares it') }],
    });
  });

  it('leaves a build without an answer', () => {
    expect(patchOf(TEKTON_CATALOG_KANIKO, [undefined])).toEqual(NO_PATCH);
  });

  it('is refused where the filter that the manifest names would begin to count and breaks the build', () => {
    const text = `kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - ${CONTAINER}\n    securityContext: {privileged: true, seccompProfile: {type: RuntimeDefault}}\n`;
    expect(patchOf(text)).toMatchObject({ files: [], refused: [{ because: expect.stringContaining('system calls') }] });
  });

  it('hardens as far as trials showed', () => {
    const one = caseOf({
      variations: [variation('no-new-privileges', 'failed'), variation('default-seccomp', 'faithful')],
    });
    const after = patchOf(TEKTON_CATALOG_KANIKO, [one]).files[0]?.after ?? '';
    expect(after).toContain('seccompProfile:\n          type: RuntimeDefault\n');
    expect(after).not.toContain('allowPrivilegeEscalation');
  });

  it('writes what its runner grants a job into the configuration of the runner, and says whom else that reaches', () => {
    const files = [
      { file: '.gitlab-ci.yml', text: GITLAB_KANIKO_JOB },
      {
        file: 'config.toml',
        text: '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true # for dind\n',
      },
    ];
    const patch = patchOfFiles(files);
    expect(patch.files).toMatchObject([
      { file: 'config.toml', after: expect.stringContaining('privileged = false # for dind\n    # kaniko-caps: ') },
    ]);
    expect(patch.notes).toEqual([expect.stringContaining('grants this to all its jobs')]);
    const after = [...files.slice(0, 1), { file: 'config.toml', text: patch.files[0]?.after ?? '' }];
    expect(patchOfFiles(after)).toEqual(NO_PATCH);
  });

  it('is a policy where the file that grants is not given', () => {
    const patch = patchOfFiles([{ file: '.gitlab-ci.yml', text: GITLAB_KANIKO_JOB }]);
    expect(patch).toMatchObject({ files: [], refused: [], elsewhere: [{ format: 'gitlab-runner' }] });
    expect(patch.elsewhere.map(({ policy }) => formatSet(policy.set))).toEqual(['CHOWN,FSETID']);
    const configuration = exampleConfiguration({ builderEnvironment: { OF_THE_JOB: 'x' } });
    const { elsewhere } = patchOf(GITLAB_KANIKO_JOB, [caseOf({ configuration })]);
    expect(elsewhere.map(({ policy }) => gitlabRunner(policy)).join('')).not.toMatch(/^environment/m);
  });

  it('is one text for jobs that have other caches, flags and variables: each states its own', () => {
    const job = (flags: string) =>
      `{ image: { name: kaniko, entrypoint: [""] }, script: [/kaniko/executor --no-push ${flags}] }`;
    const configurations = [
      exampleConfiguration({ cache: 'cold', builderFlags: ['--cleanup'] }),
      exampleConfiguration({ cache: 'warm', builderEnvironment: { FF_KANIKO_X: 'on' } }),
    ];
    const cases = configurations.map((configuration, index) => caseOf({ id: `c${index}`, configuration }));
    const { elsewhere, refused } = patchOf(`a: ${job('--cache --cleanup')}\nb: ${job('--cache')}\n`, cases);
    expect(refused).toEqual([]);
    expect(elsewhere).toHaveLength(1);
    const written = elsewhere.map(({ policy }) => gitlabRunner(policy)).join('');
    expect(written).toContain('cap_add = [ "CHOWN", "FSETID" ]');
    expect(written).not.toContain('FF_KANIKO_X');
  });

  it('writes each docker run line of a script, whatever moves above it', () => {
    const run = (more: string): string =>
      `docker run ${more}--rm -v "$PWD":/workspace gcr.io/kaniko-project/executor:v1 --context=dir:///workspace\n`;
    const text = `#!/bin/sh\nset -e\n${run('')}echo between\n${run('--privileged ')}`;
    const patch = patchOfFiles([{ file: 'build.sh', text }]);
    const after = patch.files[0]?.after ?? '';
    expect(after.split('\n').filter((line) => line.startsWith('docker'))).toEqual(
      Array(2).fill(run('--cap-drop=ALL --cap-add=CHOWN --cap-add=FSETID ').trimEnd()),
    );
    expect(after).toContain('echo between');
    expect(patchOfFiles([{ file: 'build.sh', text: after }])).toEqual(NO_PATCH);
  });
});
