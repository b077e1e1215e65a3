import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatSet } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { readManifests } from '../manifest/read-manifests.ts';
import type { CaseRecord } from '../record/record.ts';
import { caseOf, recordOf, variationOf } from '../testing/examples/records.ts';
import { answers } from '../testing/manifests/answers.ts';
import {
  contextLines,
  type GeneratedContext,
  intendedContext,
  type Layout,
  layouts,
  normalContext,
  securityContexts,
} from '../testing/patches/security-contexts.ts';
import { wantedGrant } from '../testing/patches/wanted-grant.ts';
import { type AuditPatch, NO_PATCH } from './audit-patch.ts';
import { HARDENING_VARIATIONS } from './hardening.ts';
import { makeAudit } from './make-audit.ts';

/** A container that builds: what it says of security, and what it needs. */
interface Container {
  readonly own: GeneratedContext | undefined;
  readonly needs: readonly string[];
}

/** A pod as a Jenkinsfile has it. */
interface Pod {
  readonly containers: readonly Container[];
  readonly shape: Layout;
  readonly quotes: "'''" | '"""';
  /** What the YAML, and the quotes behind it, are indented by. */
  readonly indents: readonly [number, number];
}

const UNIVERSE = ['CHOWN', 'FOWNER', 'FSETID'];

const pod: fc.Arbitrary<Pod> = fc.record({
  containers: fc.array(
    fc.record({ own: fc.option(securityContexts, { nil: undefined }), needs: fc.subarray(UNIVERSE) }),
    { minLength: 1, maxLength: 2 },
  ),
  shape: layouts,
  quotes: fc.constantFrom("'''" as const, '"""' as const),
  indents: fc.tuple(fc.constantFrom(0, 2, 7, 12), fc.constantFrom(0, 6)),
});

const jenkinsfiles = fc.record({
  pods: fc.array(pod, { minLength: 1, maxLength: 2 }),
  lineEnd: fc.constantFrom('\n', '\r\n'),
});

type Jenkinsfile = typeof jenkinsfiles extends fc.Arbitrary<infer T> ? T : never;

/** The lines of the YAML of a pod, as they stand in the file. */
function podLines({ containers, shape, indents: [indent] }: Pod): string[] {
  const dash = shape.dashIn ? '  ' : '';
  const lines = [
    'kind: Pod   # of the build',
    '',
    'spec:',
    '  containers:',
    `${dash}  - {name: tools, image: 'alpine:3', securityContext: {privileged: true}} # not a build`,
    ...containers.flatMap(({ own }, index) => [
      `${dash}  # container ${index}`,
      ...[
        `- name: k${index}   # the name`,
        '  image: "gcr.io/kaniko-project/executor:debug"',
        ...(own === undefined ? [] : contextLines(own, shape)).map((line) => `  ${line}`),
        "  command: [ 'sleep' ]",
        '  args: ["99d"] # odd  spaces',
      ].map((line) => `${dash}  ${line}`),
    ]),
    '  # the volumes',
    '  volumes: []',
  ];
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(indent)}${line}`));
}

/** The lines of a stage on a pod: those before its YAML, its own, and those behind it. */
function stageLines(one: Pod, index: number): readonly [string[], string[], string[]] {
  const { containers, quotes, indents } = one;
  return [
    [`    stage('${index}') { // 'securityContext'  `, '      agent {', '        kubernetes {', `\t  yaml ${quotes}`],
    podLines(one),
    [
      `${' '.repeat(indents[1])}${quotes}`,
      '        }',
      '      }',
      '      steps {',
      ...containers.map(
        (_, at) => `        container('k${at}') { sh '/kaniko/executor --context p${index}/c${at}  --cleanup' }`,
      ),
      '      }',
      '    }',
    ],
  ];
}

/** The parts of a file: what is no YAML, and between such parts the YAML of each pod. */
function partsOf({ pods, lineEnd }: Jenkinsfile): string[] {
  const head = ['// capabilities: {add: [ALL]}', 'pipeline {', '  agent none', '  stages {'];
  const parts: string[][] = [head];
  for (const [index, one] of pods.entries()) {
    const [before, yaml, behind] = stageLines(one, index);
    parts.push([...(parts.pop() ?? []), ...before], yaml, behind);
  }
  parts.push([...(parts.pop() ?? []), '  }', '}']);
  return parts.map((lines) => lines.map((line) => `${line}${lineEnd}`).join(''));
}

/** A case that is shown to need this, whatever confines it. */
function caseThatNeeds(needs: readonly string[], index: number): CaseRecord {
  const finding = {
    complete: true,
    minimalSets: [[...needs]],
    maximalFailingSets: needs.map((name) => UNIVERSE.filter((one) => one !== name)),
  };
  const variations = HARDENING_VARIATIONS.map((variation) => variationOf({ set: [...needs] }, { variation }));
  return caseOf({ id: `c${index}`, faithful: finding, exitZero: finding, variations });
}

const GIVEN = answers();

/** What each build is granted, and the patch for what each needs. */
function audited(
  text: string,
  needs: readonly (readonly string[])[],
): { readonly granted: string[]; readonly patch: AuditPatch } {
  const manifests = [{ file: 'Jenkinsfile', text }];
  const { builds, problems } = readManifests(manifests, GIVEN);
  expect(problems).toEqual([]);
  expect(builds).toHaveLength(needs.length);
  const cases = needs.map(caseThatNeeds);
  const tried = { dockerfile: null, context: null, notes: [], asked: [] };
  const { patch } = makeAudit({
    manifests: ['Jenkinsfile'],
    problems,
    records: [recordOf(cases)],
    builds: builds.map((build, index) => ({ ...tried, build, cases: [`c${index}`] })),
    texts: { manifests, given: GIVEN },
  });
  return { granted: builds.map(({ security }) => formatSet(security.inForce)), patch };
}

const needsOf = ({ pods }: Jenkinsfile) => pods.flatMap(({ containers }) => containers.map(({ needs }) => needs));

function patched(text: string, file: Jenkinsfile): string {
  const { patch } = audited(text, needsOf(file));
  expect(patch.refused).toEqual([]);
  return patch.files[0]?.after ?? text;
}

/** The YAML of each pod in a patched file, whose other parts are what they were, byte for byte. */
function yamlsIn(after: string, parts: readonly string[]): string[] {
  let rest = after;
  const yamls: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) continue;
    const at = index === parts.length - 1 ? rest.length - part.length : rest.indexOf(part);
    expect(rest.slice(at, at + part.length)).toBe(part);
    if (index > 0) yamls.push(rest.slice(0, at));
    rest = rest.slice(at + part.length);
  }
  return yamls;
}

/** What a pod is to say: what it said, but for the security contexts of its builds. */
function intendedPod(before: string, { containers }: Pod): unknown {
  const value = parse(before);
  for (const [index, { own, needs }] of containers.entries()) {
    const wanted = wantedGrant({
      needed: setOfNames(needs),
      runtime: 'containerd',
      isPrivileged: own?.privileged === true,
      addNoNewPrivileges: own?.allowPrivilegeEscalation !== false,
      addDefaultSeccomp: own?.seccompProfile !== 'RuntimeDefault',
    });
    value.spec.containers[index + 1].securityContext = intendedContext(own, wanted);
  }
  return value;
}

function normalPod(text: string): unknown {
  const value = parse(text);
  const [tools, ...own] = value.spec.containers;
  const containers = own.map((one: { securityContext: Record<string, unknown> }) => ({
    ...one,
    securityContext: normalContext(one.securityContext),
  }));
  return { ...value, spec: { ...value.spec, containers: [tools, ...containers] } };
}

it('A patch of pods in a Jenkinsfile says what was intended, and leaves the rest of the file byte for byte', () => {
  fc.assert(
    fc.property(jenkinsfiles, (file) => {
      const parts = partsOf(file);
      const yamls = yamlsIn(patched(parts.join(''), file), parts);
      for (const [index, one] of file.pods.entries()) {
        expect(normalPod(yamls[index] ?? '')).toEqual(intendedPod(parts[2 * index + 1] ?? '', one));
      }
    }),
    { numRuns: 40 },
  );
});

function commentsIn(lines: readonly string[]): string[] {
  return lines.flatMap(
    (line) =>
      /# (?:before|of|privileged|runAsUser|allow|read|the|odd|its|not|container).*/.exec(line)?.[0].trim() ?? [],
  );
}

it('It keeps the lines, comments, quotes, indentation and line ends of the pods', () => {
  fc.assert(
    fc.property(jenkinsfiles, (file) => {
      const parts = partsOf(file);
      const yamls = yamlsIn(patched(parts.join(''), file), parts);
      for (const [index, one] of file.pods.entries()) {
        const lines = (yamls[index] ?? '').split(file.lineEnd);
        const inContexts = one.containers.flatMap(({ own }) => (own === undefined ? [] : contextLines(own, one.shape)));
        const ofContexts = new Set(inContexts.map((line) => line.trim()));
        let at = 0;
        for (const line of podLines(one).filter((text) => !ofContexts.has(text.trim()))) {
          expect(lines.slice(at)).toContain(line);
          at = lines.indexOf(line, at) + 1;
        }
        // Those of names in lists go with their names.
        for (const comment of new Set(commentsIn(podLines(one)))) {
          const [before, after] = [podLines(one), lines].map((all) => commentsIn(all).filter((own) => own === comment));
          expect([comment, after?.length]).toEqual([comment, before?.length]);
        }
        for (const line of lines.filter((text) => text !== '')) {
          expect(line.length - line.trimStart().length).toBeGreaterThanOrEqual(one.indents[0]);
        }
        if (file.lineEnd === '\r\n') expect((yamls[index] ?? '').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }
    }),
    { numRuns: 40 },
  );
});

it('Read again, it grants each build what it needs, and there is nothing to change', () => {
  fc.assert(
    fc.property(jenkinsfiles, (file) => {
      const again = audited(patched(partsOf(file).join(''), file), needsOf(file));
      expect(again.granted).toEqual(needsOf(file).map((needs) => formatSet(setOfNames(needs))));
      expect(again.patch).toEqual(NO_PATCH);
    }),
    { numRuns: 40 },
  );
});
