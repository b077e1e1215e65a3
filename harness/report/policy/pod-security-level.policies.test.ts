import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CAPABILITIES } from '../../capabilities/capability.ts';
import type { ApiServer } from '../../testing/admission/api-server.ts';
import { describeWithApiServer } from '../../testing/admission/engines-given.ts';
import { policyWriters } from '../../testing/documents/policy-writers.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { podSecurityLevel } from './pod-security-level.ts';
import { policyOf } from './policy-of.ts';

const WRITERS = await policyWriters();
const LEVELS = ['privileged', 'baseline', 'restricted'] as const;

/** The pod that is written for a case that needs these capabilities. */
function podWith(capabilities: readonly string[]): object {
  const needs = { complete: true, minimalSets: [[...capabilities]], maximalFailingSets: [] };
  const record = recordOf([caseOf({ universe: [...CAPABILITIES], faithful: needs, exitZero: needs, losses: [] })]);
  return parse(WRITERS['kubernetes']?.(policyOf(record, {})) ?? '');
}

describeWithApiServer('the Pod Security admission of an API server', (start) => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await start();
    for (const level of LEVELS) {
      const labels = { 'pod-security.kubernetes.io/enforce': level };
      await server.call('POST', '/api/v1/namespaces', { metadata: { name: level, labels } });
    }
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  /** What it says against a pod in a namespace of this level; undefined if nothing. */
  async function refusal(level: (typeof LEVELS)[number], pod: object): Promise<string | undefined> {
    const { status, body } = await server.call('POST', `/api/v1/namespaces/${level}/pods?dryRun=All`, pod);
    return status === 201 ? undefined : String(body['message']);
  }

  it('admits a pod with any one capability exactly where its set is said to fit', async () => {
    const answers = CAPABILITIES.map(async (name) => {
      const pod = podWith([name]);
      const admitted = (await refusal('baseline', pod)) === undefined;
      expect(await refusal('privileged', pod)).toBeUndefined();
      return [name, admitted ? 'baseline' : 'privileged'] as const;
    });
    expect(await Promise.all(answers)).toEqual(CAPABILITIES.map((name) => [name, podSecurityLevel([name]).level]));
  });

  it('names the capabilities for which it denies a set, as we do', async () => {
    const set = ['CHOWN', 'NET_RAW', 'SYS_NICE', 'SETFCAP'];
    expect(podSecurityLevel(set).beyondBaseline).toEqual(['NET_RAW', 'SYS_NICE']);
    const said = await refusal('baseline', podWith(set));
    expect(said).toContain('violates PodSecurity "baseline:latest"');
    expect(said).toContain('must not include "NET_RAW", "SYS_NICE" in securityContext.capabilities.add');
  });

  it('denies every set under "restricted", for it runs as root', async () => {
    for (const set of [[], ...CAPABILITIES.map((name) => [name])]) {
      expect(await refusal('restricted', podWith(set))).toContain('runAsUser=0');
    }
  });
});
