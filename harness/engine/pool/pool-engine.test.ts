import { describe, expect, it } from 'vitest';
import { describeEngine } from '../../testing/scripted/engine-contract.ts';
import { type ScriptedWorld, scriptedEngine } from '../../testing/scripted/scripted-engine.ts';
import { SCRIPTED_ENVIRONMENT } from '../../testing/scripted/scripted-environment.ts';
import { scriptedImage } from '../../testing/scripted/scripted-images.ts';
import { type ScriptedMember, scriptedMember } from '../../testing/scripted/scripted-member.ts';
import { scriptedRegistry } from '../../testing/scripted/scripted-site.ts';
import type { RegistryFiles } from '../../testing/scripted/stored-images.ts';
import type { EngineEnvironment } from '../../vocabulary/engine-environment.ts';
import { commonEnvironment } from '../common-environment.ts';
import { poolEngine } from './pool-engine.ts';

function memberOf(name: string, world: ScriptedWorld = {}): ScriptedMember {
  const files: RegistryFiles = new Map();
  const script = ({ command }: { command: readonly string[] }) =>
    command.at(-1) === 'sleep 600' ? ({ ending: 'hangs' } as const) : {};
  return scriptedMember(name, scriptedEngine(script, { registry: scriptedRegistry(files), ...world }), files);
}

function hostWith(changes: Partial<EngineEnvironment>): ScriptedWorld {
  return { hosts: [{ name: 'memory', environment: { ...SCRIPTED_ENVIRONMENT, ...changes } }] };
}

const IMAGES = { 'busybox:1': scriptedImage({ id: 'sha256:busybox' }), 'aux:1': scriptedImage({ id: 'sha256:aux' }) };

describeEngine('a pool of engines', async () => ({
  engine: await poolEngine([memberOf('one', { images: IMAGES }).member, memberOf('two').member]),
  auxiliaryImage: 'aux:1',
  image: 'busybox:1',
}));

describe('engines of a pool', () => {
  it('are refused where a decisive fact differs, by their names', async () => {
    const members = [memberOf('tcp://one'), memberOf('tcp://two', hostWith({ storageDriver: 'vfs' }))];
    await expect(poolEngine(members.map(({ member }) => member))).rejects.toMatchObject({
      code: 'ENGINE_UNSUPPORTED',
      message:
        'The engine\'s hosts differ: storageDriver is "overlay2" on memory (tcp://one) and "vfs" on memory (tcp://two)',
    });
  });

  it('are refused where two of them are one', async () => {
    const { member } = memberOf('tcp://one');
    await expect(poolEngine([member, { ...member, name: 'ssh://one' }])).rejects.toMatchObject({
      code: 'ENGINE_CHOICE',
      message: 'tcp://one and ssh://one are the same engine',
    });
  });

  it('may have one id if they are two all the same, as copies of one machine do', async () => {
    const [one, two] = [memberOf('tcp://one').member, memberOf('tcp://two').member];
    expect((await (await poolEngine([one, { ...two, id: one.id }])).hosts()).length).toBe(2);
  });

  it('are refused an image that is another one on each', async () => {
    const imageOf = (id: string) => ({ images: { 'base:1': scriptedImage({ id }) } });
    const pool = await poolEngine([
      memberOf('one', imageOf('sha256:1')).member,
      memberOf('two', imageOf('sha256:2')).member,
    ]);
    await expect(pool.images.find('base:1')).rejects.toMatchObject({
      message: 'The image base:1 is sha256:1 on one, and sha256:2 on two',
      hint: expect.stringContaining('docker image rm base:1'),
    });
  });

  it('get an image that one of them has or fetches, and the same one', async () => {
    const remoteImages = { 'base:1': scriptedImage({ id: 'sha256:fetched' }) };
    const [one, two] = [memberOf('one', { remoteImages }), memberOf('two')];
    const pool = await poolEngine([one.member, two.member]);
    expect(await pool.images.find('base:1')).toBeUndefined();
    expect(await pool.images.fetch('base:1', undefined)).toEqual({ kind: 'fetched' });
    expect(await two.engine.images.find('base:1')).toMatchObject({ id: 'sha256:fetched' });
  });

  it('say what is not known of all of them as not known, and where they are', async () => {
    const known = hostWith({ protectedFiles: { 'fs.protected_regular': '2' }, endpoint: 'unix:///one' });
    const members = [memberOf('one', known), memberOf('two', hostWith({ endpoint: 'tcp://two' }))];
    const pool = await poolEngine(members.map(({ member }) => member));
    expect(commonEnvironment(await pool.hosts())).toMatchObject({
      protectedFiles: null,
      endpoint: 'unix:///one, tcp://two',
    });
  });
});
