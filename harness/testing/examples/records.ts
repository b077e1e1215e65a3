import type { CaseRecord, Loss, RunRecord } from '../../record/record.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import { SCRIPTED_ENVIRONMENT } from '../scripted/scripted-environment.ts';
import { UNAUDITED } from './plans.ts';

/** A case that is proven to need CHOWN and FSETID, the second for a silent loss; what a test is about is given. */
export function caseOf(changes: Partial<CaseRecord> = {}): CaseRecord {
  const universe = ['CHOWN', 'FOWNER', 'FSETID'];
  return {
    id: 'setgid-foreign-group',
    title: 'Setgid on a file of a foreign group',
    path: 'dockerfiles/setgid-foreign-group',
    dockerfile: 'dockerfiles/setgid-foreign-group/Dockerfile',
    status: 'proven',
    reason: null,
    universe,
    untestable: [],
    contextSha256: 'c'.repeat(64),
    network: 'none',
    configuration: DEFAULT_CONFIGURATION,
    instructions: [],
    bases: [{ reference: 'base:1', digest: `sha256:${'b'.repeat(64)}`, source: 'base:1' }],
    faithful: {
      complete: true,
      minimalSets: [['CHOWN', 'FSETID']],
      maximalFailingSets: [
        ['CHOWN', 'FOWNER'],
        ['FOWNER', 'FSETID'],
      ],
    },
    exitZero: { complete: true, minimalSets: [['CHOWN']], maximalFailingSets: [['FOWNER', 'FSETID']] },
    partial: { faithful: null, exitZero: null },
    losses: [
      lossOf({ capability: 'CHOWN', set: ['FOWNER', 'FSETID'], message: 'chown /tool: operation not permitted' }),
      lossOf({
        capability: 'FSETID',
        verdict: 'degraded',
        differences: ['/usr/local/bin/tool lost setgid (2755 -> 0755)'],
        phase: null,
        instruction: null,
        message: null,
      }),
    ],
    violations: [],
    flaky: [],
    masked: [],
    referenceImage: null,
    variations: [],
    audit: null,
    witness: null,
    truthTable: null,
    referenceFailure: null,
    trials: {
      count: 9,
      lowerBound: 4,
      wallMs: 48_000,
      totalMs: 48_000,
      confirm: 2,
      all: [trialOf({ id: 't0001', set: universe, capBnd: '0000000000000019' }), trialOf({ id: 't0002' })],
    },
    ...changes,
  };
}

/** A loss with an error. */
export function lossOf(changes: Partial<Loss> = {}): Loss {
  return {
    capability: 'CHOWN',
    set: ['CHOWN', 'FOWNER'],
    verdict: 'failed',
    differences: [],
    phase: 'instruction',
    instruction: { line: 2, text: 'RUN chown 1000 /tool' },
    message: 'operation not permitted',
    trials: ['t0003', 't0008'],
    denied: null,
    ...changes,
  };
}

/** A trial that served. */
export function trialOf(
  changes: Partial<CaseRecord['trials']['all'][number]> = {},
): CaseRecord['trials']['all'][number] {
  return {
    id: 't0002',
    set: ['CHOWN', 'FSETID'],
    purpose: 'search',
    variation: null,
    verdict: 'faithful',
    capBnd: '0000000000000011',
    noNewPrivileges: false,
    seccomp: 2,
    shown: [],
    durationMs: 400,
    denied: null,
    ...changes,
  };
}

/** A case whose reference fails for want of a privilege. */
export function failedReference(changes: Partial<CaseRecord> = {}): CaseRecord {
  return caseOf({
    id: 'mount-in-run',
    path: 'dockerfiles/mount-in-run',
    dockerfile: 'dockerfiles/mount-in-run/Dockerfile',
    status: 'reference-failed',
    reason: 'the build fails with everything granted',
    faithful: { complete: false, minimalSets: [], maximalFailingSets: [] },
    exitZero: { complete: false, minimalSets: [], maximalFailingSets: [] },
    losses: [],
    referenceFailure: {
      phase: 'instruction',
      instruction: { line: 2, text: 'RUN mount -t tmpfs none /mnt' },
      message: "mount: can't mount none on /mnt: Operation not permitted",
      log: [],
    },
    trials: { count: 2, lowerBound: 0, wallMs: 900, totalMs: 900, confirm: 2, all: [] },
    ...changes,
  });
}

/** A case whose run ended early: CHOWN and FSETID are known to serve, only that CHOWN is needed is proven. */
export function partialCase(changes: Partial<CaseRecord> = {}): CaseRecord {
  const known: PartialAnswer = {
    knownSufficient: [['CHOWN', 'FSETID']],
    provenMinimal: [],
    knownNecessary: ['CHOWN'],
    minimalSizeAtLeast: 1,
    undecided: 2,
    trialsStillNeededAtLeast: 1,
  };
  const answer = { complete: false, minimalSets: [['CHOWN', 'FSETID']], maximalFailingSets: [['FOWNER', 'FSETID']] };
  const failed = {
    verdict: 'failed',
    set: ['FOWNER', 'FSETID'],
    shown: ['chown /tool: operation not permitted'],
  } as const;
  return caseOf({
    status: 'partial',
    reason: 'not every set is decided',
    faithful: answer,
    exitZero: answer,
    partial: { faithful: known, exitZero: known },
    losses: [lossOf({ set: ['FOWNER', 'FSETID'], trials: ['t0003', 't0004'] })],
    trials: {
      ...caseOf().trials,
      all: [
        ...caseOf().trials.all,
        trialOf({ ...failed, id: 't0003', set: [...failed.set], shown: [...failed.shown] }),
        trialOf({ ...failed, id: 't0004', set: [...failed.set], shown: [...failed.shown] }),
      ],
    },
    ...changes,
  });
}

type PartialAnswer = NonNullable<CaseRecord['partial']['faithful']>;

/** A case in which CHOWN alone serves, and fails with FOWNER besides. */
export function violatedCase(changes: Partial<CaseRecord> = {}): CaseRecord {
  const answer = { complete: false, minimalSets: [['CHOWN']], maximalFailingSets: [['FOWNER', 'FSETID']] };
  const pair = { passing: ['CHOWN'], failing: ['CHOWN', 'FOWNER'], trials: ['t0003', 't0004', 't0005'] };
  return caseOf({
    status: 'partial',
    reason: 'more capabilities hurt this build, so that what one set shows decides no other',
    faithful: answer,
    exitZero: answer,
    losses: [],
    violations: [
      { answer: 'faithful', ...pair },
      { answer: 'exitZero', ...pair },
    ],
    trials: {
      ...caseOf().trials,
      all: [
        ...caseOf().trials.all.slice(0, 1),
        trialOf({ id: 't0003', set: ['CHOWN'] }),
        trialOf({ id: 't0004', set: ['CHOWN', 'FOWNER'], verdict: 'failed', shown: ['no'] }),
        trialOf({ id: 't0005', set: ['CHOWN', 'FOWNER'], verdict: 'failed', shown: ['no'] }),
      ],
    },
    ...changes,
  });
}

/** An audit of which every trial agreed. */
export function auditOf(changes: Partial<Audit> = {}): Audit {
  const agreed: Audit['faithful'] = {
    below: { count: 3, tried: 3, disagreed: 0 },
    above: { count: 12, tried: 12, disagreed: 0 },
    impliedPass: { population: 1_998, tried: 8, disagreed: 0, atMostWrong: 622 },
    impliedFail: { population: 12_285, tried: 8, disagreed: 0, atMostWrong: 3_834 },
  };
  return {
    confidence: 0.95,
    seed: 1,
    faithful: agreed,
    exitZero: agreed,
    trials: 31,
    totalMs: 24_000,
    shareAllowed: 0.5,
    share: 0.433,
    ...changes,
  };
}

type Audit = NonNullable<CaseRecord['audit']>;

/** A finished run of these cases. */
export function recordOf(cases: readonly CaseRecord[], changes: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 1,
    tool: { name: 'kaniko-caps', version: '0.1.0' },
    run: {
      id: 'run-20260101-120000-a',
      status: 'complete',
      startedAt: '2026-01-01T12:00:00.000Z',
      finishedAt: '2026-01-01T12:01:40.000Z',
      trials: cases.reduce((sum, { trials }) => sum + trials.count, 0),
      wallMs: 100_000,
      policy: UNAUDITED,
      budgetSpent: null,
      falseFailures: { count: 0, trials: 0 },
    },
    builder: {
      kind: 'kaniko',
      reference: 'executor:v1.24.0',
      version: 'v1.24.0',
      repository: 'github.com/GoogleContainerTools/kaniko',
      imageDigest: `sha256:${'e'.repeat(64)}`,
      binarySha256: null,
      alwaysGranted: [],
    },
    environment: { ...SCRIPTED_ENVIRONMENT, engine: 'docker', endpoint: 'unix:///var/run/docker.sock' },
    cases: [...cases],
    profile: { faithful: [['CHOWN', 'FSETID']], exitZero: [['CHOWN']] },
    ...changes,
  };
}

type Variation = CaseRecord['variations'][number];

/** What was shown of a case under no-new-privileges: its minimal set works there too. */
export function variationOf(of: Partial<Variation['sets'][number]> = {}, changes: Partial<Variation> = {}): Variation {
  return {
    variation: 'no-new-privileges',
    notTried: null,
    imageChanges: null,
    sets: [{ set: ['CHOWN', 'FSETID'], verdict: 'faithful', shown: [], trials: ['t0009'], ...of }],
    answer: null,
    trials: { sets: 1, search: 0 },
    ...changes,
  };
}
