import { expect, it } from 'vitest';
import { profileEnvironment } from '../../vocabulary/builder-profiles.ts';
import type { BuilderAnswer } from '../ask-builder.ts';
import { checkBuildahSettings } from './check-buildah-settings.ts';

const HELP =
  '      --squash                     squash layers\n      --jobs int                   stages in parallel\n';

async function answer(command: readonly string[]): Promise<BuilderAnswer> {
  if (!command.includes('--jobs=two')) return { kind: 'ended', exitCode: 0, output: HELP };
  return { kind: 'ended', exitCode: 1, output: 'Error: invalid argument "two" for "--jobs" flag' };
}

const check = (...flags: readonly string[]) =>
  checkBuildahSettings({ flags, environment: {} }, 'Buildah 1.28.2', answer);

it('passes on a flag that Buildah knows', async () => {
  expect(await check('--squash', '--jobs=2')).toEqual([]);
});

it.each([
  '--storage-driver=overlay',
  '--isolation=oci',
  '--layers',
  '--timestamp=1',
  '--tag=x',
  '--file=x',
  '--format=oci',
])('refuses what the gate sets: %s', async (flag) => {
  await expect(check(flag)).rejects.toMatchObject({ code: 'BAD_CONFIGURATION' });
});

it('leaves out another place for the image, and says so', async () => {
  expect(await check('--output=type=local,dest=/out')).toEqual([expect.stringContaining('--output is left out')]);
});

it('refuses what Buildah does not know, or cannot read', async () => {
  await expect(check('--squas')).rejects.toMatchObject({ code: 'UNKNOWN_FLAG', hint: 'Did you mean --squash?' });
  await expect(check('--jobs=two')).rejects.toMatchObject({ message: expect.stringContaining('"two" for "--jobs"') });
});

it('refuses the profiles of Kaniko, because Buildah would ignore them', async () => {
  const settings = { flags: [], environment: profileEnvironment(['preview']) };
  await expect(checkBuildahSettings(settings, 'Buildah 1.28.2', answer)).rejects.toThrow('which Buildah would ignore');
});

it.each([
  'GPG_PASSPHRASE',
  'STRIPE_API_KEY',
  'npm_config__auth',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'LD_PRELOAD',
  'PATH',
  'HOME',
])('refuses what may be a credential, or belongs to the image: %s', async (name) => {
  const refusal = checkBuildahSettings({ flags: [], environment: { [name]: 'canary' } }, 'Buildah 1.28.2', answer);
  await expect(refusal).rejects.toMatchObject({ code: 'BAD_CONFIGURATION', message: expect.stringContaining(name) });
  await expect(refusal).rejects.not.toThrow('canary');
});
