import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseOf, recordOf } from '../../../testing/examples/records.ts';
import { answerOf, expressionsOf } from '../../../testing/pods/answer-of.ts';
import { badContainer, create, podOf } from '../../../testing/pods/policy-pod.ts';
import { type PolicyOptions, policyOf } from '../policy-of.ts';
import { kubernetesPod } from '../writers/kubernetes-pod.ts';
import { validatingAdmissionPolicy } from '../writers/validating-admission-policy.ts';

/** A policy of what was tried under this name. */
function policyFor(
  reference: string,
  options: PolicyOptions = {},
  imageDigest: string | null = `sha256:${'e'.repeat(64)}`,
) {
  return policyOf(recordOf([caseOf()], { builder: { ...recordOf([]).builder, reference, imageDigest } }), options);
}

function isChecked(image: string, policy: ReturnType<typeof policyFor>): boolean {
  return answerOf(expressionsOf(validatingAdmissionPolicy(policy)), create(podOf([badContainer(image)]))).length > 0;
}

const component = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8}){0,2}$/);
const host = fc.stringMatching(/^[a-z0-9]{1,6}([.-][a-z0-9]{1,6}){0,2}[.][a-z]{2,4}(:[1-9][0-9]{0,4})?$/);
const repository = fc
  .tuple(host, fc.array(component, { minLength: 1, maxLength: 3 }))
  .map((parts) => parts.flat().join('/'));
const suffix = fc.constantFrom('', ':v1', ':v1-debug', `@sha256:${'0'.repeat(64)}`, `:v1@sha256:${'0'.repeat(64)}`);

describe('the images that an admission policy checks', () => {
  it('are those of the repository, under any tag and digest and with any capitals in its host', () => {
    fc.assert(
      fc.property(repository, suffix, (name, end) => {
        const policy = policyFor(`${name}:v1`);
        expect(isChecked(name + end, policy)).toBe(true);
        expect(isChecked(name.replace(/^[^/:]*/, (text) => text.toUpperCase()) + end, policy)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('are no others', () => {
    fc.assert(
      fc.property(repository, repository, suffix, (name, other, end) => {
        fc.pre(name !== other);
        const policy = policyFor(`${name}:v1`);
        for (const image of [`${name}x${end}`, `${name}/x${end}`, `x${name}${end}`, `x.example/${name}${end}`]) {
          expect(isChecked(image, policy), image).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are the image that is asked for, as well as what was tried', () => {
    const policy = policyFor('gcr.io/kaniko-project/executor:v1', { image: 'corp.example/kaniko:v1' });
    expect(isChecked('corp.example/kaniko:v2', policy)).toBe(true);
    expect(isChecked('gcr.io/kaniko-project/executor:v2', policy)).toBe(true);
    expect(isChecked(`other.example/x@sha256:${'e'.repeat(64)}`, policy)).toBe(true);
  });

  it.each([
    ['a local executor', '/opt/executor', null],
    ['an image without a name', `sha256:${'a'.repeat(64)}`, `sha256:${'a'.repeat(64)}`],
  ])('are not a placeholder: of %s a policy is refused until an image is named', (_, reference, digest) => {
    expect(() => validatingAdmissionPolicy(policyFor(reference, {}, digest))).toThrow(
      expect.objectContaining({ code: 'NO_POLICY', hint: expect.stringContaining('--image REFERENCE') }),
    );
    expect(isChecked('corp.example/kaniko', policyFor(reference, { image: 'corp.example/kaniko:v1' }, digest))).toBe(
      true,
    );
  });

  it('have a name that a pod can have', () => {
    const refused = expect.objectContaining({
      code: 'NO_POLICY',
      message: expect.stringContaining('a pod cannot name'),
    });
    expect(() => validatingAdmissionPolicy(policyFor("it's:v1"))).toThrow(refused);
    expect(isChecked('a.example/b:v2', policyFor("it's:v1", { image: 'a.example/b:v1' }))).toBe(true);
  });
});

describe('a manifest', () => {
  it('names the image that is asked for, and says what it must contain', () => {
    const text = kubernetesPod(policyFor('/opt/executor', { image: 'corp.example/kaniko:v1' }, null));
    expect(text).toMatch(/image: corp\.example\/kaniko:v1 # .* must contain the local executor \/opt\/executor/);
  });

  it('says nothing of an image that has the digest that was tried', () => {
    const image = `corp.example/kaniko@sha256:${'e'.repeat(64)}`;
    expect(kubernetesPod(policyFor('gcr.io/kaniko-project/executor:v1', { image }))).toContain(`image: ${image}\n`);
  });
});
