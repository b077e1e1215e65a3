import { expect, it } from 'vitest';
import { isPolicyRefusal, wayPast } from './admission.ts';

it.each([
  [403, 'pods "a" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true', true],
  [403, 'pods "a" is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0', true],
  [
    422,
    `pods "a" is forbidden: ValidatingAdmissionPolicy 'one' with binding 'one' denied request: one container for each pod`,
    true,
  ],
  [400, 'admission webhook "validate.kyverno.svc-fail" denied the request: no sidecars', true],
  [403, 'pods is forbidden: User "a" cannot create resource "pods" in API group "" in the namespace "b"', false],
  [422, 'Pod "a" is invalid: spec.containers[0].image: Required value', false],
])('tell a refusal at admission from others: %i %s', (code, message, isPolicy) => {
  expect(isPolicyRefusal({ code, message })).toBe(isPolicy);
});

it.each([
  ['violates PodSecurity "restricted:latest": runAsNonRoot != true', 'Choose a namespace under baseline'],
  [
    'violates PodSecurity "baseline:latest": seccompProfile (container "builder" must not set securityContext.seccompProfile.type to "Unconfined")',
    'Leave --seccomp out',
  ],
  ['exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1', 'have the quota raised'],
  ["ValidatingAdmissionPolicy 'one' with binding 'one' denied request: no", 'have the policy changed'],
])('tell the way past a refusal: %s', (said, way) => {
  expect(wayPast(`pods "a" is forbidden: ${said}`)).toContain(way);
});
