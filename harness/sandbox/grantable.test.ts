import { describe, expect, it } from 'vitest';
import { type CapabilitySet, difference, EMPTY_SET, intersection, setOf } from '../capabilities/capability-set.ts';
import { ALL_CAPABILITIES, DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import { scriptedEngine } from '../testing/scripted-engine.ts';
import type { ScriptedTrial, TrialScript } from '../testing/scripted-trial.ts';
import { findUngrantable } from './grantable.ts';

const TEST = { name: 'grants', image: 'aux:1', labels: {} };
const REFUSED: ScriptedTrial = { start: { kind: 'ungrantable', message: 'unable to apply caps' } };

/** Refuses every set that holds one of these. */
const refusing =
  (missing: CapabilitySet): TrialScript =>
  ({ capabilities }) =>
    intersection(capabilities, missing) === EMPTY_SET ? {} : REFUSED;

describe('what an engine does not grant', () => {
  it('takes one container to find out where nothing is missing', async () => {
    const engine = scriptedEngine(refusing(EMPTY_SET));
    expect(await findUngrantable(engine, DOCKER_DEFAULTS, TEST)).toBe(EMPTY_SET);
    expect(engine.trials).toHaveLength(1);
    expect(engine.objects).toEqual([]);
  });

  it('is found exactly, with fewer containers than there are capabilities', async () => {
    const missing = setOf('SYS_RESOURCE', 'PERFMON', 'BPF');
    const engine = scriptedEngine(refusing(missing));
    expect(await findUngrantable(engine, ALL_CAPABILITIES, TEST)).toBe(missing);
    expect(engine.trials.length).toBeLessThan(25);
  });

  it('is found where the engine refuses everything', async () => {
    const engine = scriptedEngine(refusing(DOCKER_DEFAULTS));
    expect(await findUngrantable(engine, DOCKER_DEFAULTS, TEST)).toBe(DOCKER_DEFAULTS);
  });

  it('is found where the engine accepts a set and does not put all of it in force', async () => {
    const missing = setOf('MKNOD');
    const engine = scriptedEngine(({ capabilities }) => ({
      evidence: { bounding: difference(capabilities, missing) },
    }));
    expect(await findUngrantable(engine, DOCKER_DEFAULTS, TEST)).toBe(missing);
  });

  it('is not guessed where no container starts at all', async () => {
    const engine = scriptedEngine(() => ({ start: { kind: 'not-started', message: 'no such file: /bin/sh' } }));
    await expect(findUngrantable(engine, DOCKER_DEFAULTS, TEST)).rejects.toThrow(/cannot start a container from aux:1/);
  });
});
