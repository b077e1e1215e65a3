import { evaluate } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CAPABILITIES } from '../../../capabilities/capability.ts';
import type { RunRecord } from '../../../record/record.ts';
import { caseOf, recordOf, variationOf } from '../../../testing/examples/records.ts';
import { policyOf } from '../policy-of.ts';
import { admissionRules, admissionVariables } from './admission-rules.ts';
import { kubernetesPod } from './kubernetes-pod.ts';

const REPOSITORY = 'gcr.io/kaniko-project/executor';

function recordOfImage(reference: string): RunRecord {
  return recordOf([caseOf()], { builder: { ...recordOf([]).builder, reference } });
}

/** What an API server would say to a pod: the messages of the rules that it breaks. */
function denials(pod: unknown, record: RunRecord = recordOfImage(`${REPOSITORY}:v1.24.0`)): string[] {
  const policy = policyOf(record, {});
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of admissionVariables(policy)) {
    variables[name] = evaluate(expression, { object: pod, variables });
  }
  return admissionRules(policy)
    .filter(({ expression }) => evaluate(expression, { object: pod, variables }) !== true)
    .map(({ message }) => message);
}

const GOOD = {
  capabilities: { drop: ['ALL'], add: ['CHOWN', 'FSETID'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

function podOf(securityContext: object | undefined, image = `${REPOSITORY}:v1.24.0`): object {
  return { spec: { containers: [{ name: 'build', image, ...(securityContext && { securityContext }) }] } };
}

describe('the rules that a pod is admitted by', () => {
  it('admit the pod that the same record writes', () => {
    const record = recordOfImage(`${REPOSITORY}:v1.24.0`);
    expect(denials(parse(kubernetesPod(policyOf(record, {}))), record)).toEqual([]);
  });

  it('admit a pod that adds less', () => {
    expect(denials(podOf({ ...GOOD, capabilities: { drop: ['ALL'], add: ['CHOWN'] } }))).toEqual([]);
    expect(denials(podOf({ ...GOOD, capabilities: { drop: ['ALL'] } }))).toEqual([]);
  });

  it('deny a pod that adds any one capability more', () => {
    for (const more of [...CAPABILITIES, 'ALL', 'CAP_CHOWN'].filter((name) => !['CHOWN', 'FSETID'].includes(name))) {
      const add = ['CHOWN', 'FSETID', more];
      expect(denials(podOf({ ...GOOD, capabilities: { drop: ['ALL'], add } }))).toEqual([
        'Kaniko may add only these capabilities: CHOWN, FSETID',
      ]);
    }
  });

  it('deny a pod that keeps what its runtime grants by default', () => {
    const dropped = 'Kaniko must drop ALL capabilities';
    expect(denials(podOf({ ...GOOD, capabilities: { add: ['CHOWN'] } }))).toEqual([dropped]);
    expect(denials(podOf({ ...GOOD, capabilities: { drop: ['NET_RAW'] } }))).toEqual([dropped]);
    expect(denials(podOf(undefined))).toContain(dropped);
  });

  it('deny a privileged pod, and one without the seccomp profile that was tried', () => {
    expect(denials(podOf({ ...GOOD, privileged: true }))).toEqual(['Kaniko must not be privileged']);
    const unconfined = { ...GOOD, seccompProfile: { type: 'Unconfined' } };
    expect(denials(podOf(unconfined))).toEqual(['Kaniko must run under the seccomp profile RuntimeDefault']);
  });

  it('take the seccomp profile of the pod where the container has none', () => {
    const { spec } = podOf({ capabilities: GOOD.capabilities }) as { spec: object };
    expect(denials({ spec: { ...spec, securityContext: { seccompProfile: { type: 'RuntimeDefault' } } } })).toEqual([]);
  });

  it('find the image under any tag or digest, and among init and ephemeral containers', () => {
    for (const image of [REPOSITORY, `${REPOSITORY}:debug`, `${REPOSITORY}@sha256:${'0'.repeat(64)}`]) {
      expect(denials(podOf(undefined, image))).not.toEqual([]);
    }
    for (const place of ['initContainers', 'ephemeralContainers']) {
      const other = { name: 'other', image: 'busybox' };
      const spec = { containers: [other], [place]: [{ name: 'build', image: `${REPOSITORY}:debug` }] };
      expect(denials({ spec })).not.toEqual([]);
    }
  });

  it('leave other images alone, whatever they are granted', () => {
    for (const image of ['busybox', `${REPOSITORY}-other:v1`, `mirror.example/${REPOSITORY}:v1`]) {
      expect(denials(podOf({ privileged: true, capabilities: { add: ['ALL'] } }, image))).toEqual([]);
    }
  });

  it('demand what was shown for every case, and nothing that was not', () => {
    const escalation = 'Kaniko must set allowPrivilegeEscalation: false';
    const builder = { ...recordOf([]).builder, reference: REPOSITORY };
    const record = recordOf([caseOf({ variations: [variationOf()] })], { builder });
    expect(denials(podOf(GOOD), record)).toEqual([escalation]);
    expect(denials(podOf({ ...GOOD, allowPrivilegeEscalation: false }), record)).toEqual([]);
    expect(denials(podOf(GOOD))).toEqual([]);
  });

  it('are expressions that find their image, whatever its name holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const repository = `r.example/${name.replace(/[@:]/g, '')}'\\`;
        expect(denials(podOf(undefined, `${repository}:tag`), recordOfImage(`${repository}:v1`))).not.toEqual([]);
        expect(denials(podOf(undefined, 'busybox'), recordOfImage(`${repository}:v1`))).toEqual([]);
      }),
    );
  });
});
