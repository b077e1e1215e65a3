import { describe, expect, it } from 'vitest';
import { type CapabilitySet, difference, EMPTY_SET, intersection, setOf } from '../capabilities/capability-set.ts';
import { ALL_CAPABILITIES, DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import { ownershipOf } from '../engine/ownership.ts';
import type { EngineHost } from '../engine/port.ts';
import { type ScriptedEngine, scriptedEngine } from '../testing/scripted/scripted-engine.ts';
import { scriptedImage } from '../testing/scripted/scripted-images.ts';
import { SCRIPTED_HOST } from '../testing/scripted/scripted-state.ts';
import type { ScriptedTrial, TrialScript } from '../testing/scripted/scripted-trial.ts';
import { findUngrantable } from './grantable.ts';

const TEST = { name: 'grants', image: 'aux:1', ownership: ownershipOf('run') };

const engineOf = (script: TrialScript, hosts: readonly EngineHost[] = [SCRIPTED_HOST]): ScriptedEngine =>
  scriptedEngine(script, { images: { 'aux:1': scriptedImage() }, hosts });

/** What is not granted in the rooms of a site, one room for each of the engine's hosts and one more. */
async function ungrantable(engine: ScriptedEngine, set: CapabilitySet): Promise<CapabilitySet> {
  const counts = { none: (await engine.hosts()).length + 1, egress: 0 };
  const site = await engine.openSite({ ownership: ownershipOf('run'), auxiliaryImage: 'aux:1', watchKernel: false });
  return findUngrantable((await site.makeRooms({ counts, redirectedHosts: [] })).none, set, TEST);
}

const REFUSED: ScriptedTrial = { start: { kind: 'ungrantable', message: 'unable to apply caps' } };

/** Refuses every set that holds one of these. */
const refusing =
  (missing: CapabilitySet): TrialScript =>
  ({ capabilities }) =>
    intersection(capabilities, missing) === EMPTY_SET ? {} : REFUSED;

describe('what an engine does not grant', () => {
  it('takes one container to find out where nothing is missing', async () => {
    const engine = engineOf(refusing(EMPTY_SET));
    expect(await ungrantable(engine, DOCKER_DEFAULTS)).toBe(EMPTY_SET);
    expect(engine.trials).toHaveLength(1);
    expect(engine.objects.filter(({ kind }) => kind === 'container')).toEqual([]);
  });

  it('is found exactly, with fewer containers than there are capabilities', async () => {
    const missing = setOf('SYS_RESOURCE', 'PERFMON', 'BPF');
    const engine = engineOf(refusing(missing));
    expect(await ungrantable(engine, ALL_CAPABILITIES)).toBe(missing);
    expect(engine.trials.length).toBeLessThan(25);
  });

  it('is found where the engine refuses everything', async () => {
    const engine = engineOf(refusing(DOCKER_DEFAULTS));
    expect(await ungrantable(engine, DOCKER_DEFAULTS)).toBe(DOCKER_DEFAULTS);
  });

  it('is found where the engine accepts a set and does not put all of it in force', async () => {
    const missing = setOf('MKNOD');
    const engine = engineOf(({ capabilities }) => ({
      evidence: { bounding: difference(capabilities, missing) },
    }));
    expect(await ungrantable(engine, DOCKER_DEFAULTS)).toBe(missing);
  });

  it('is what any one of several hosts does not grant', async () => {
    const hosts = ['a', 'b', 'c'].map((name) => ({ ...SCRIPTED_HOST, name }));
    const lacking: Readonly<Record<number, CapabilitySet>> = { 1: setOf('MKNOD'), 2: setOf('KILL') };
    let tried = 0;
    const engine = engineOf(({ capabilities }) => {
      const missing = lacking[tried] ?? EMPTY_SET;
      tried += 1;
      return { evidence: { bounding: difference(capabilities, missing) } };
    }, hosts);
    expect(await ungrantable(engine, DOCKER_DEFAULTS)).toBe(setOf('MKNOD', 'KILL'));
    expect(tried).toBe(3);
  });

  it('is not guessed where no container starts at all', async () => {
    const engine = engineOf(() => ({ start: { kind: 'not-started', message: 'no such file: /bin/sh' } }));
    await expect(ungrantable(engine, DOCKER_DEFAULTS)).rejects.toThrow(/cannot start a container from aux:1/);
  });
});
