import type { CaseRecord, Loss, RunRecord } from '../record/record.ts';
import { SCRIPTED_ENVIRONMENT } from './scripted-environment.ts';

/** A case that is proven to need CHOWN and FSETID, the second for a silent loss; what a test is about is given. */
export function caseOf(changes: Partial<CaseRecord> = {}): CaseRecord {
  const universe = ['CHOWN', 'FOWNER', 'FSETID'];
  return {
    id: 'setgid-foreign-group',
    title: 'Setgid on a file of a foreign group',
    path: 'dockerfiles/setgid-foreign-group',
    status: 'proven',
    reason: null,
    universe,
    untestable: [],
    contextSha256: 'c'.repeat(64),
    network: 'none',
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
    verdict: 'faithful',
    capBnd: '0000000000000011',
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
      confirm: 2,
      policy: null,
      budgetSpent: null,
      falseFailures: null,
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
