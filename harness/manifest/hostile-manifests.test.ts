import { describe, expect, it } from 'vitest';
import { growsLinearly } from '../testing/growth.ts';
import { answers } from '../testing/manifests/answers.ts';
import { readManifests } from './read-manifests.ts';

function read(file: string, text: string) {
  return readManifests([{ file, text }], answers());
}

/** So many pieces of a text, joined. */
function many(count: number, piece: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => piece(index)).join('');
}

const POD = `kind: Pod
spec:
  containers:
    - image: gcr.io/kaniko-project/executor:debug
      command: [sh, -c]
      args:
        - |
`;

const TASK = (index: number): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t${index} }
spec: { steps: [{ name: a, image: b }] }
---
`;

const TASK_RUN = (index: number): string => `apiVersion: tekton.dev/v1
kind: TaskRun
metadata: { name: r${index} }
spec: { taskRef: { name: t${index} } }
---
`;

const WORKFLOW = (index: number): string => `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: { name: w${index} }
spec: { templates: [{ name: a, container: { image: b } }] }
---
`;

const STRATEGY = (index: number): string => `apiVersion: shipwright.io/v1beta1
kind: BuildStrategy
metadata: { name: s${index} }
spec: { steps: [{ name: a, image: b }] }
---
`;

describe('what many small parts make large', () => {
  it.each([
    ['commands of a script', 'a.sh', (length: number) => many(length, (index) => `echo ${index}\n`), 1_000],
    [
      'calls in a script',
      'p.yaml',
      (length: number) => `${POD}${many(length, () => '          /kaniko/executor --no-push\n')}`,
      100,
    ],
    [
      'additions to a variable',
      'a.sh',
      (length: number) => `${many(length, () => 'A="$A --x"\n')}docker run kaniko $A`,
      100,
    ],
    ['quotes', 'a.sh', (length: number) => `docker run kaniko ${'"'.repeat(2 * length)}`, 4_000],
    ['tasks', 't.yaml', (length: number) => many(length, TASK), 100],
    ['runs of tasks', 't.yaml', (length: number) => many(length, TASK_RUN), 100],
    ['templates of workflows', 'w.yaml', (length: number) => many(length, WORKFLOW), 100],
    ['strategies', 's.yaml', (length: number) => many(length, STRATEGY), 100],
  ])('is read in a time that grows with it: %s', (_, file, textOf, length) => {
    expect(growsLinearly(length, textOf, (text) => read(file, text))).toBe(true);
  });
});

describe('values that explode', () => {
  it.each([
    ['variables that double', `A=xxxxxxxxxx\n${'A=$A$A\n'.repeat(60)}docker run kaniko --context=$A`],
    ['names without a value that double', `A=$B\n${'A=$A$A\n'.repeat(60)}docker run kaniko --context=$A`],
    ['a list that doubles', `A=(x y)\n${`A=("\${A[@]}" "\${A[@]}")\n`.repeat(40)}docker run kaniko "\${A[@]}"`],
    ['replacements', `A=${'x'.repeat(5_000)}\n${`A=\${A//x/$A}\n`.repeat(5)}docker run kaniko --context=$A`],
    ['patterns', `A=${'x'.repeat(2_000)}\n${`B=\${A%%*x*y*x*y}\n`.repeat(500)}docker run kaniko --context=$B`],
    [
      'functions that call each other twice',
      `${many(30, (index) => `f${index}() { f${index + 1}; f${index + 1}; }\n`)}f0\ndocker run kaniko --no-push`,
    ],
  ])('end, and the build is told: %s', (_, text) => {
    expect(read('a.sh', text).builds).toHaveLength(1);
  });

  it('end in a pipeline whose variables lead to each other a thousand deep', () => {
    const text = `variables:\n${many(3_000, (index) => `  A${index}: $A${index + 1}\n`)}job:\n  image: kaniko\n  script: ["/kaniko/executor --context $A0"]\n`;
    expect(read('.gitlab-ci.yml', text).builds).toMatchObject([{ asked: [{ name: expect.stringMatching(/^A\d+$/) }] }]);
  });
});

describe('what is too much', () => {
  it('is told: builds', () => {
    const containers = many(1_005, (index) => `    - { name: c${index}, image: kaniko, args: [--no-push] }\n`);
    const { builds, problems } = read('p.yaml', `kind: Pod\nspec:\n  containers:\n${containers}`);
    expect(builds).toHaveLength(1_000);
    expect(problems).toMatchObject([
      { kind: 'limit', place: { line: 1_004 }, what: expect.stringContaining('container c1000') },
    ]);
  });

  it('is told: commands of a script', () => {
    const script = `${many(20_001, () => 'echo\n')}docker run kaniko --no-push\n`;
    expect(read('a.sh', script).problems).toMatchObject([{ what: expect.stringContaining('20,000 commands') }]);
    const pod = `${POD}${many(20_001, () => '          echo\n')}          /kaniko/executor --no-push\n`;
    expect(read('p.yaml', pod).problems).toMatchObject([{ what: expect.stringContaining('20,000 commands') }]);
  });

  it('is told: uses of templates of Argo', () => {
    const templates = many(
      40,
      (index) =>
        `    - { name: t${index}, steps: [[{ name: a, template: t${index + 1} }, { name: b, template: t${index + 1} }]] }\n`,
    );
    const { builds, problems } = read(
      'w.yaml',
      `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: { name: w }\nspec:\n  entrypoint: t0\n  templates:\n${templates}    - { name: t40, container: { image: kaniko, args: [--no-push] } }\n`,
    );
    expect(builds).toHaveLength(100);
    expect(problems).toMatchObject([{ kind: 'limit', what: expect.stringContaining('more than 100 times') }]);
  });

  it('is told: parts of a key in TOML', () => {
    const text = `[[runners]]\nexecutor = "docker"\n${'a.'.repeat(100_000)}b = 1\n`;
    expect(read('config.toml', text).problems).toMatchObject([
      { place: { line: 3 }, what: expect.stringContaining('more than 100 parts') },
    ]);
  });

  it('is nothing where a template of Argo calls itself', () => {
    const { builds, problems } = read(
      'w.yaml',
      `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: { name: w }
spec:
  entrypoint: again
  templates:
    - { name: again, steps: [[{ name: a, template: build }], [{ name: b, template: again, when: x }]] }
    - { name: build, container: { image: kaniko, args: [--no-push] } }
`,
    );
    expect(problems).toEqual([]);
    expect(builds).toHaveLength(1);
  });
});
