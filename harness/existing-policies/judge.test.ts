import { describe, expect, it } from 'vitest';
import { create, kanikoContainer, type PodRequest, podOf } from '../testing/pods/policy-pod.ts';
import { judgePod } from './judge.ts';
import { judgementLines } from './judgement-text.ts';
import { podSecurityPolicy } from './levels/pod-security-policy.ts';
import type { ExistingPolicy } from './model/existing-policy.ts';
import type { JsonMap, JudgedPod } from './model/judged-pod.ts';
import { readPolicies } from './read-policies.ts';

const GOOD = create(podOf([kanikoContainer()]));
const PRIVILEGED = create(podOf([kanikoContainer({ privileged: true, allowPrivilegeEscalation: undefined })]));

function judged({ pod }: PodRequest, more: Partial<JudgedPod> = {}): JudgedPod {
  const object = JSON.parse(JSON.stringify(pod)) as JsonMap;
  return { object, namespace: null, namespaceLabels: null, ...more };
}

function only(text: string): ExistingPolicy {
  const { policies, problems } = readPolicies(text, 'policies.yaml');
  expect(problems).toEqual([]);
  const [policy] = policies;
  if (policy === undefined || policies.length > 1) throw new Error('not one policy');
  return policy;
}

/** The verdict and the lines that tell it. */
function said(policy: ExistingPolicy, pod: JudgedPod): string[] {
  const judgement = judgePod(policy, pod);
  return [judgement.verdict, ...judgementLines(judgement)];
}

const admissionPolicy = (validation: string, match = ''): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: p}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
${match}
  validations:
    - ${validation}
`;

const kyverno = (validate: string, rest = '', action = 'Enforce'): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
  validationFailureAction: ${action}
  rules:
    - name: the-rule
      match: {any: [{resources: {kinds: [Pod]}}]}
${rest}
      validate: ${validate}
`;

const NOT_PRIVILEGED =
  '{message: not so, pattern: {spec: {containers: [{=(securityContext): {=(privileged): "false"}}]}}}';

describe('a Pod Security level', () => {
  it.each(['privileged', 'baseline', 'restricted'] as const)('%s admits what it should', (level) => {
    const verdicts = [GOOD, PRIVILEGED].map((pod) => judgePod(podSecurityPolicy(level), judged(pod)).verdict);
    expect(verdicts).toEqual(
      { privileged: ['admits', 'admits'], baseline: ['admits', 'breaks'], restricted: ['breaks', 'breaks'] }[level],
    );
  });

  it('names what breaks it', () => {
    const pod = create(podOf([kanikoContainer({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })]));
    expect(said(podSecurityPolicy('baseline'), judged(pod))).toEqual([
      'breaks',
      'Capabilities: container kaniko adds SYS_ADMIN.',
    ]);
  });
});

describe('a policy of Kyverno', () => {
  it('is told with the line of its rule', () => {
    expect(said(only(kyverno(NOT_PRIVILEGED)), judged(PRIVILEGED))).toEqual([
      'breaks',
      'the-rule, line 7: not so (at /spec/containers[0]/securityContext/privileged)',
    ]);
    expect(said(only(kyverno(NOT_PRIVILEGED)), judged(GOOD))).toEqual(['admits']);
  });

  it('that only audits lets a pod in and reports it', () => {
    expect(judgePod(only(kyverno(NOT_PRIVILEGED, '', 'Audit')), judged(PRIVILEGED)).verdict).toBe('reported');
  });

  it.each([
    [
      'a context',
      NOT_PRIVILEGED,
      '      context: [{name: c, configMap: {name: x, namespace: y}}]',
      /only the cluster has/,
    ],
    [
      'a function of its own',
      '{deny: {conditions: {all: [{key: "{{ to_upper(request.object.kind) }}", operator: Equals, value: POD}]}}}',
      '',
      /cannot be evaluated here/,
    ],
    [
      'who asks',
      '{deny: {conditions: {all: [{key: "{{ request.userInfo.username }}", operator: Equals, value: x}]}}}',
      '',
      /request.userInfo, which only the cluster knows/,
    ],
    [
      'a variable of a context',
      '{deny: {conditions: {all: [{key: "{{ images.containers }}", operator: AnyNotIn, value: [x]}]}}}',
      '',
      /images, which only the cluster knows/,
    ],
    ['an unknown form', '{manifests: {}}', '', /form that is not read/],
  ])('with %s is not judged, and never admitted', (_, validate, rest, because) => {
    const [verdict, line = ''] = said(only(kyverno(validate, rest)), judged(GOOD));
    expect([verdict, line]).toEqual(['not-judged', expect.stringMatching(because)]);
  });

  it('with a range is judged by it', () => {
    const ports =
      '{deny: {conditions: {all: [{key: "{{ request.object.spec.containers[].ports[].hostPort }}", operator: AnyNotIn, value: 5000-6000}]}}}';
    const withPort = (hostPort: number): PodRequest =>
      create(podOf([{ ...kanikoContainer(), ports: [{ containerPort: 80, hostPort }] }]));
    const verdicts = [5500, 8080].map((port) => judgePod(only(kyverno(ports)), judged(withPort(port))).verdict);
    expect(verdicts).toEqual(['admits', 'breaks']);
  });

  it('that excepts images from a control is judged for others', () => {
    const level = (image: string): string =>
      kyverno(
        `{podSecurity: {level: baseline, exclude: [{controlName: Privileged Containers, images: ["${image}"]}]}}`,
      );
    const verdicts = ['other/*', 'gcr.io/kaniko-project/*'].map(
      (image) => judgePod(only(level(image)), judged(PRIVILEGED)).verdict,
    );
    expect(verdicts).toEqual(['breaks', 'not-judged']);
  });

  it('with exceptions for a namespace is not judged where the namespace is not known', () => {
    const policy = only(kyverno(NOT_PRIVILEGED, '      exclude: {any: [{resources: {namespaces: [kube-system]}}]}'));
    expect(said(policy, judged(PRIVILEGED))).toEqual([
      'not-judged',
      expect.stringContaining('depends on the namespace (kube-system)'),
    ]);
    expect(judgePod(policy, judged(GOOD)).verdict).toBe('admits');
    expect(judgePod(policy, judged(PRIVILEGED, { namespace: 'ci' })).verdict).toBe('breaks');
    expect(judgePod(policy, judged(PRIVILEGED, { namespace: 'kube-system' })).verdict).toBe('not-about-it');
  });
});

describe('a ValidatingAdmissionPolicy', () => {
  it('denies where its expression does not hold, or reads a field that is not there', () => {
    const expression = 'object.spec.containers.all(c, !c.securityContext.privileged)';
    const policy = only(admissionPolicy(`{expression: "${expression}", message: not so}`));
    expect(said(policy, judged(PRIVILEGED))).toEqual(['breaks', 'validation, line 10: not so']);
    expect(said(policy, judged(GOOD))).toEqual(['breaks', expect.stringContaining('No such key: privileged')]);
  });

  it.each([
    ['parameters', 'params.allowed == object.kind', /params/],
    ['the authorizer', "authorizer.group('').resource('pods').check('x').allowed()", /dyn.group/],
    ['who asks', "request.userInfo.username == 'x'", /who creates the pod/],
    ['the namespace', "request.namespace == 'x'", /namespace of the pod/],
    [
      'a function that is not known here',
      "quantity('1').isGreaterThan(quantity('0'))",
      /no matching overload|matching overload/,
    ],
  ])('that needs %s is not judged', (_, expression, because) => {
    const policy = only(admissionPolicy(`expression: ${JSON.stringify(expression)}`));
    expect(said(policy, judged(GOOD))).toEqual(['not-judged', expect.stringMatching(because)]);
  });

  it('is not about pods that its rules do not take in', () => {
    const policy = only(admissionPolicy('expression: "false"', '    objectSelector: {matchLabels: {checked: "yes"}}'));
    expect(judgePod(policy, judged(GOOD)).verdict).toBe('not-about-it');
  });
});

describe('a constraint of Gatekeeper', () => {
  it('of a template that is none of the library is not judged', () => {
    const policy = only('apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: OurOwn\nmetadata: {name: c}\nspec: {}\n');
    expect(said(policy, judged(GOOD))).toEqual(['not-judged', expect.stringContaining('The template of OurOwn')]);
  });
});

describe('a SecurityContextConstraints', () => {
  const scc = (fields: string): ExistingPolicy =>
    only(
      `kind: SecurityContextConstraints\nmetadata: {name: s}\nallowHostDirVolumePlugin: false\nvolumes: ["*"]\nseccompProfiles: ["*"]\n${fields}\n`,
    );
  const unnamed = create(
    podOf([kanikoContainer({ runAsUser: undefined, seccompProfile: undefined, allowPrivilegeEscalation: undefined })]),
  );

  it.each([
    ['allowedCapabilities: [CHOWN, FSETID]', GOOD, 'admits'],
    ['allowedCapabilities: [CHOWN]\ndefaultAddCapabilities: [FSETID]', GOOD, 'admits'],
    ['allowedCapabilities: [CHOWN]', GOOD, 'breaks'],
    ['allowedCapabilities: ["*"]', PRIVILEGED, 'breaks'],
    ['allowedCapabilities: ["*"]\nallowPrivilegedContainer: true', PRIVILEGED, 'admits'],
    ['allowedCapabilities: ["*"]\nrequiredDropCapabilities: [ALL]', GOOD, 'admits'],
    ['allowedCapabilities: ["*"]\nrequiredDropCapabilities: [CHOWN]', GOOD, 'breaks'],
    ['allowedCapabilities: ["*"]\nrunAsUser: {type: MustRunAsRange}', unnamed, 'breaks'],
    ['allowedCapabilities: ["*"]\nrunAsUser: {type: MustRunAs, uid: 0}', unnamed, 'admits'],
    ['allowedCapabilities: ["*"]\nrunAsUser: {type: MustRunAsNonRoot}', GOOD, 'breaks'],
    ['allowedCapabilities: ["*"]\nallowPrivilegeEscalation: false', unnamed, 'not-judged'],
    ['allowedCapabilities: ["*"]\nallowPrivilegeEscalation: false', GOOD, 'admits'],
    ['allowedCapabilities: ["*"]\nreadOnlyRootFilesystem: true', GOOD, 'breaks'],
  ])('%s', (fields, pod, verdict) => {
    expect(judgePod(scc(fields), judged(pod)).verdict).toBe(verdict);
  });

  it('that sets no-new-privileges is judged by what trials showed', () => {
    const policy = scc('allowedCapabilities: ["*"]\nallowPrivilegeEscalation: false');
    const verdicts = (['works', 'breaks'] as const).map(
      (noNewPrivileges) => judgePod(policy, judged(unnamed, { noNewPrivileges })).verdict,
    );
    expect(verdicts).toEqual(['admits', 'breaks']);
  });
});

describe('a file', () => {
  it('with something else in it is told', () => {
    const { policies, problems } = readPolicies(
      'kind: ConfigMap\n---\nkind: SecurityContextConstraints\nmetadata: {name: s}\n',
      'p.yaml',
    );
    expect(policies.map(({ title }) => title)).toEqual(['SecurityContextConstraints s']);
    expect(problems.map(({ place, what }) => `${place.line}: ${what}`)).toEqual([
      '1: ConfigMap is no policy that is read here.',
    ]);
  });
});
