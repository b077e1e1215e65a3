import { describe, expect, it } from 'vitest';
import { type CapabilitySet, setOf } from '../../capabilities/capability-set.ts';
import {
  deniedCheck as denied,
  grantedCheck as granted,
  builderStatus as status,
  watchedTrial as watched,
} from '../../testing/examples/watched-trials.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import type { Verdict } from '../../vocabulary/verdict.ts';
import { caseWitness, deniedChecks, deniedPrograms, lacksWitness } from './witnessed.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID');
const FAILURE = { phase: 'instruction', instruction: null, message: 'no', signature: 'no' } as const;

const unwatched = (capabilities: CapabilitySet): Observation => watched(capabilities, [], { witness: null });

describe('what the kernel denied to a trial', () => {
  it('is told of what was withheld from it, in kernel order, and of nothing else', () => {
    const observation = watched(setOf('CHOWN'), [
      denied('chmod', 'FSETID', 2),
      // It had become another user; that it lacks what the trial was granted is no news.
      denied('su', 'CHOWN'),
      denied('executor', 'SYS_ADMIN', 900),
      granted('executor', 'FOWNER'),
      denied('chmod', 'FOWNER'),
    ]);
    expect(deniedChecks(observation, UNIVERSE)).toEqual([
      { capability: 'FOWNER', program: 'chmod', count: 1 },
      { capability: 'FSETID', program: 'chmod', count: 2 },
    ]);
  });

  it('leaves out what a builder is granted beyond every set', () => {
    const evidence = status(setOf('CHOWN', 'FSETID'));
    const observation = watched(setOf('CHOWN'), [denied('chmod', 'FSETID')], { evidence });
    expect(deniedChecks(observation, UNIVERSE)).toEqual([]);
  });

  it('is unknown where the kernel was not watched', () => {
    expect(deniedChecks(unwatched(setOf('CHOWN')), UNIVERSE)).toBeNull();
  });
});

describe('what a tracer alone would call needed', () => {
  it('is what the reference builds were granted of the universe', () => {
    const observations = [
      watched(UNIVERSE, [granted('executor', 'FSETID'), granted('executor', 'SYS_ADMIN')]),
      watched(UNIVERSE, [granted('chown', 'CHOWN'), denied('sh', 'FOWNER')]),
      watched(setOf('FOWNER'), [granted('executor', 'FOWNER')]),
    ];
    expect(caseWitness(observations, UNIVERSE)).toEqual({ granted: ['CHOWN', 'FSETID'], incomplete: 0 });
  });

  it('says of how many trials the kernel did not tell everything', () => {
    const observations = [
      watched(UNIVERSE, []),
      watched(UNIVERSE, [], { witness: { complete: false, checks: [] } }),
      unwatched(setOf('CHOWN')),
      { ...unwatched(setOf('CHOWN')), outcome: { kind: 'cancelled' } as const },
    ];
    expect(caseWitness(observations, UNIVERSE)).toEqual({ granted: [], incomplete: 2 });
  });

  it('is unknown where no reference build was watched', () => {
    expect(caseWitness([unwatched(UNIVERSE), watched(setOf('CHOWN'), [])], UNIVERSE)).toBeNull();
  });
});

describe('the programs that were denied a capability', () => {
  it('are summed over trials, what the build ran before the builder itself', () => {
    const without = setOf('CHOWN', 'FOWNER');
    const observations = [
      watched(without, [denied('executor', 'FSETID', 7), denied('chmod', 'FSETID'), denied('chmod', 'FOWNER')]),
      watched(without, [denied('install', 'FSETID', 2), denied('chmod', 'FSETID', 4)]),
      unwatched(without),
    ];
    expect(deniedPrograms('FSETID', observations)).toEqual([
      { program: 'chmod', count: 5 },
      { program: 'install', count: 2 },
      { program: 'executor', count: 7 },
    ]);
  });

  it('are none when nobody asked, and unknown when nobody watched', () => {
    expect(deniedPrograms('FSETID', [watched(setOf('CHOWN'), [])])).toEqual([]);
    expect(deniedPrograms('FSETID', [unwatched(setOf('CHOWN'))])).toBeNull();
  });
});

describe('a failure without a witness', () => {
  const failed: Verdict = { kind: 'failed', exitCode: 1, failure: FAILURE };
  const degraded: Verdict = { kind: 'degraded', differences: [] };
  const lacks = (verdict: Verdict, observation: Observation): boolean =>
    lacksWitness({ observation, verdict }, UNIVERSE);

  it('is one that was watched without a gap and shows no denial of what was withheld', () => {
    expect(lacks(failed, watched(setOf('CHOWN'), [denied('sh', 'SYS_ADMIN')]))).toBe(true);
    expect(lacks(degraded, watched(setOf('CHOWN'), [denied('sh', 'CHOWN')]))).toBe(true);
  });

  it('is none when something withheld was denied, or when the kernel did not tell everything', () => {
    expect(lacks(failed, watched(setOf('CHOWN'), [denied('chmod', 'FSETID')]))).toBe(false);
    expect(lacks(failed, unwatched(setOf('CHOWN')))).toBe(false);
    expect(lacks(failed, watched(setOf('CHOWN'), [], { witness: { complete: false, checks: [] } }))).toBe(false);
  });

  it('is none when the trial served or had no verdict', () => {
    expect(lacks({ kind: 'faithful' }, watched(setOf('CHOWN'), []))).toBe(false);
    expect(lacks({ kind: 'cancelled' }, watched(setOf('CHOWN'), []))).toBe(false);
  });
});
