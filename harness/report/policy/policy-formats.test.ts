import fc from 'fast-check';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { isNode, parseAllDocuments, parseDocument } from 'yaml';
import { formatNamed } from '../../formats/formats.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { readUncheckedRecord } from '../../runs/read-record.ts';
import { type PolicySchema, wrongWith } from '../../testing/documents/policy-schemas.ts';
import { policyWriters } from '../../testing/documents/policy-writers.ts';
import { caseOf, lossOf, recordOf, variationOf } from '../../testing/examples/records.ts';
import { policyEvidence } from './comment/policy-evidence.ts';
import { policyOf } from './policy-of.ts';

/** A record of a whole corpus, run with a local executor; without the case of which no set is proven. */
const whole = await readUncheckedRecord('results/osscontainertools-v1.28.3');
const recorded = { ...whole, cases: whole.cases.filter(({ faithful }) => faithful.complete) };

const WRITERS = await policyWriters();

/** An admission policy of a local executor needs an image to know pods by. */
const IMAGE = 'ghcr.io/osscontainertools/kaniko:v1.28.3';

/** A policy for all cases of a record, or for these. */
function written(format: string, record: RunRecord, ...ids: string[]): string {
  const admits = formatNamed(format, ['policy']).admitsPods !== undefined;
  const image = admits && record.builder.imageDigest === null ? IMAGE : undefined;
  const text = WRITERS[format]?.(policyOf(record, { image, ...(ids.length === 0 ? {} : { case: ids }) }));
  if (text === undefined) throw new Error(`no format ${format}`);
  return text;
}

function documents(yaml: string): unknown[] {
  return parseAllDocuments(yaml).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS();
  });
}

/** The schema of each document of a format; none is to be had for Gatekeeper's constraint. */
const KINDS: Readonly<Record<string, readonly PolicySchema[]>> = {
  kubernetes: ['Pod'],
  'kubernetes-job': ['Job'],
  tekton: ['Task'],
  kyverno: ['ClusterPolicy'],
  'validating-admission-policy': ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
  compose: ['compose'],
};

/** The security context in which the kernel was seen to serve; the type knows which fields there are. */
const SECURITY_CONTEXT = {
  runAsUser: 0,
  capabilities: { drop: ['ALL'], add: ['CHOWN', 'FSETID'] },
  seccompProfile: { type: 'RuntimeDefault' },
  allowPrivilegeEscalation: false,
} satisfies ISecurityContext;

/** A case that every confinement was shown for, in a record of an image. */
function hardened(changes: Partial<CaseRecord> = {}): CaseRecord {
  return caseOf({ variations: [variationOf()], ...changes });
}

describe.each(Object.entries(KINDS))('a policy as %s', (format, kinds) => {
  it('fits the schema of what reads it, whatever it states', () => {
    const texts = [
      written(format, recorded),
      ...recorded.cases.map(({ id }) => written(format, recorded, id)),
      written(format, recordOf([caseOf()])),
      written(format, recordOf([hardened()])),
    ];
    for (const text of texts) {
      const wrong = documents(text).map((document, index) => wrongWith(kinds[index] ?? 'Pod', document));
      expect(wrong).toEqual(kinds.map(() => undefined));
    }
  });

  it('is refused by that schema with a value of another type', () => {
    const right = JSON.stringify(documents(written(format, recordOf([caseOf()]))));
    const wrong = JSON.parse(right.replace(/"(name|image)":"[^"]*"/g, '"$1":7')) as unknown[];
    expect(wrong.map((document, index) => wrongWith(kinds[index] ?? 'Pod', document))).not.toContain(undefined);
  });
});

it.each([
  ['kubernetes', ['spec', 'containers', 0, 'securityContext']],
  ['kubernetes-job', ['spec', 'template', 'spec', 'containers', 0, 'securityContext']],
  ['tekton', ['spec', 'steps', 0, 'securityContext']],
])('%s states the security context that was tried', (format, path) => {
  const node = parseDocument(written(format, recordOf([hardened()]))).getIn(path);
  const securityContext = isNode(node) ? node.toJSON() : undefined;
  expect(securityContext).toEqual(SECURITY_CONTEXT);
  expect(wrongWith('SecurityContext', securityContext)).toBeUndefined();
});

it('A case that needs nothing is granted nothing', () => {
  const nothing = { complete: true, minimalSets: [[]], maximalFailingSets: [] };
  const record = recordOf([caseOf({ faithful: nothing, exitZero: nothing, losses: [] })]);
  expect(written('docker-run', record)).not.toContain('--cap-add');
  expect(JSON.stringify(documents(written('kubernetes', record)))).toContain('"capabilities":{"drop":["ALL"]}');
});

it('An image is named with the digest that was tried, a local executor by a name that has to be replaced', () => {
  expect(written('kubernetes', recordOf([caseOf()]))).toContain(`image: executor:v1.24.0@sha256:${'e'.repeat(64)}`);
  expect(written('kubernetes', recorded)).toMatch(
    /image: registry\.example\/\S+ # REPLACE with the image that contains the local executor /,
  );
});

describe('the comment of a policy', () => {
  it('stays a comment whatever a build, a title or a reference says', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'x\nprivileged: true',
        '# """\n[[runners]]',
        "'\r\nrm -rf /",
        '\u2028a: b',
        '\u0085a: b',
        '`$(id)` --- ...',
      ),
    );
    const builder = { ...recordOf([]).builder, imageDigest: null };
    const plain = recordOf([caseOf()], { builder });
    const formats = ['kubernetes', 'validating-admission-policy'];
    const expected = formats.map((format) => documents(written(format, plain)));
    fc.assert(
      fc.property(hostile, hostile, hostile, (id, message, reference) => {
        const one = caseOf({ id, title: message, losses: [lossOf({ set: ['FOWNER', 'FSETID'], message })] });
        const record = recordOf([one], { builder: { ...builder, reference, version: message } });
        expect(formats.map((format) => documents(written(format, record)))).toEqual(expected);
        expect(parseToml(written('gitlab-runner', record))).toEqual(parseToml(written('gitlab-runner', plain)));
        const [comment = '', command, notes = '', ...more] = written('docker-run', record).trimEnd().split('\n\n');
        const outside = [comment, notes].flatMap((text) => text.split('\n').filter((line) => !line.startsWith('#')));
        expect([outside, more]).toEqual([[], []]);
        expect(command).toBe(written('docker-run', plain).split('\n\n')[1]);
        const named = recordOf([one], { builder: { ...builder, reference, imageDigest: `sha256:${'e'.repeat(64)}` } });
        const [pod] = documents(written('kubernetes', named)) as [{ spec: { containers: [{ image: string }] } }];
        expect(pod.spec.containers[0].image).toMatch(/@sha256:e+$/);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a hardening', () => {
  const states = (record: RunRecord): boolean[] =>
    ['kubernetes', 'tekton', 'validating-admission-policy'].map((format) =>
      /^[^#]*allowPrivilegeEscalation/m.test(written(format, record)),
    );

  it('is stated where a trial has shown it for each case', () => {
    expect(states(recordOf([hardened()]))).toEqual([true, true, true]);
    expect(written('docker-run', recordOf([hardened()]))).toContain('--security-opt no-new-privileges');
  });

  it('is stated where a smaller set was served under it', () => {
    const record = recordOf([hardened(), caseOf({ id: 'other' })]);
    const both = record.cases.map((one) => ({ ...one, variations: [variationOf({ set: ['CHOWN'] })] }));
    expect(states({ ...record, cases: both })).toEqual([true, true, true]);
  });

  it('is left out, and said how to try, where it was not tried for some case', () => {
    const record = recordOf([hardened(), caseOf({ id: 'other' })]);
    expect(states(record)).toEqual([false, false, false]);
    expect(written('kubernetes', record)).toContain('# NOT SHOWN: no-new-privileges was not tried for other.\n');
    expect(policyEvidence(policyOf(record, {})).at(-1)).toContain(
      'left out; not tried for other. To try it: kaniko-caps discover --vary no-new-privileges',
    );
  });

  it('is left out where the build fails under it, and the trial is named', () => {
    const failing = [variationOf({ verdict: 'failed', shown: ['sudo'], trials: ['t0031'] })];
    const record = recordOf([caseOf({ variations: failing })]);
    expect(states(record)).toEqual([false, false, false]);
    expect(policyEvidence(policyOf(record, {})).at(-1)).toContain('did not work with it (setgid-foreign-group/t0031)');
  });
});

describe('the seccomp profile', () => {
  const states = (record: RunRecord): boolean => /^[^#]*RuntimeDefault/m.test(written('kubernetes', record));
  const withSeccomp = (seccomp: number | null): CaseRecord => {
    const one = caseOf();
    return { ...one, trials: { ...one.trials, all: one.trials.all.map((trial) => ({ ...trial, seccomp })) } };
  };

  it('is stated where the trials that prove the set ran under the default one', () => {
    expect(states(recordOf([withSeccomp(2)]))).toBe(true);
  });

  it.each([0, null])('is left out where a proving trial showed %s', (seccomp) => {
    expect(states(recordOf([withSeccomp(seccomp)]))).toBe(false);
  });

  it('is left out where the engine filtered with a profile of its own', () => {
    const { environment } = recordOf([]);
    expect(states(recordOf([withSeccomp(2)], { environment: { ...environment, seccomp: '/etc/own.json' } }))).toBe(
      false,
    );
  });
});
