import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { profileEnvironment } from '../../vocabulary/builder-profiles.ts';
import { parseOfferedFlags } from '../settings/offered-flags.ts';
import { checkKanikoSettings } from './check-kaniko-settings.ts';
import type { KanikoQuestion } from './kaniko-question.ts';

const OSS = 'github.com/osscontainertools/kaniko';

/** What an executor says of feature flags as it starts, by whether it knows any. */
const FEATURES = 'level=info msg="active feature flags: FF_KANIKO_OCI_WARMER"\n';

interface Said {
  /** To `--help` with flags. */
  readonly reading?: string;
  /** As it starts. */
  readonly starting?: string;
  readonly tini?: boolean;
  readonly help?: string;
  readonly repository?: string | null;
  readonly binary?: boolean;
}

function executor({
  reading,
  starting = '',
  tini = false,
  help = 'oss-v1.28.3',
  repository = OSS,
  binary = true,
}: Said) {
  const ask: KanikoQuestion = async (command) => {
    if (command[0]?.endsWith('/tini') === true) {
      return tini ? { kind: 'ended', exitCode: 0, output: '' } : { kind: 'failed', message: 'no such file' };
    }
    if (!command.includes('--help')) return { kind: 'ended', exitCode: 1, output: starting };
    return { kind: 'ended', exitCode: reading === undefined ? 0 : 1, output: reading ?? '' };
  };
  const text = readFileSync(new URL(`testing-help/${help}.txt`, import.meta.url), 'utf8');
  return {
    identity: {
      kind: 'kaniko',
      reference: 'executor',
      version: 'v1.28.3',
      repository,
      imageDigest: null,
      binarySha256: binary ? 'a'.repeat(64) : null,
    },
    entrypoint: ['/kaniko/executor'],
    flags: parseOfferedFlags(text),
    ask,
  };
}

function check(flags: readonly string[], environment: Readonly<Record<string, string>> = {}, said: Said = {}) {
  return checkKanikoSettings({ flags, environment }, executor(said));
}

it('refuses a password in the URL of a flag or a variable, since both are kept in records', async () => {
  const url = 'http://me:hunter2@host/';
  for (const refused of [check([`--label=url=${url}`]), check([], { MIRROR: url })]) {
    await expect(refused).rejects.toThrow(
      /^The builder cannot be given (--label|MIRROR): it holds a URL with a password$/,
    );
  }
});

describe('flags of an executor', () => {
  it.each([
    '--snapshot-mode=redo',
    '--snapshotMode=redo',
    '--cleanup',
    '--ignore-path=/product_uuid',
    '--digest-file=/dev/termination-log',
    '--skip-unused-stages',
  ])('are passed on: %s', async (flag) => {
    expect(await check([flag])).toEqual([]);
  });

  it.each([
    ['--context=dir:///src', /context/, '--context'],
    ['--dockerfile=Dockerfile', /Dockerfile/, '--file'],
    ['--destination=example.org/app', /sandbox's registry/, 'Leave it out.'],
    ['--target=final', /stage/, '--target'],
    ['--build-arg=A=1', /build arguments/, '--build-arg'],
    ['--secret=id=a', /secrets/, '--secret'],
    ['--cache=true', /cached layers/, '--cache'],
    ['--cache-repo=r', /cached layers/, '--cache'],
    ['--insecure', /sandbox's registry/, 'Leave it out.'],
    ['--verbosity=debug', /log/, 'Leave it out.'],
    ['--push-retry=9', /retries/, 'Leave it out.'],
    ['--help', /builds nothing/, 'Leave it out.'],
  ])('are refused with the reason and the way out where the tool sets them: %s', async (flag, reason, wayOut) => {
    await expect(check([flag])).rejects.toMatchObject({
      code: 'BAD_CONFIGURATION',
      message: expect.stringMatching(reason),
      hint: expect.stringContaining(wayOut),
    });
  });

  it('that would keep the image from the registry are left out, which is said once', async () => {
    const notes = await check(['--no-push', '--tarPath=/a.tar', '--tarPath=/b.tar'], { KANIKO_NO_PUSH: 'true' });
    expect(notes.map((note) => note.split(' ')[0])).toEqual(['--no-push', '--tarPath', 'KANIKO_NO_PUSH']);
    expect(notes[0]).toBe(
      "--no-push is left out: the image is pushed to the sandbox's registry, so that it can be compared",
    );
  });

  it('that it does not know are refused with the nearest name that can be set', async () => {
    await expect(check(['--snapshot-mod=redo'])).rejects.toMatchObject({
      code: 'UNKNOWN_FLAG',
      message: 'Kaniko v1.28.3 has no flag --snapshot-mod',
      hint: 'Did you mean --snapshot-mode?',
    });
    const old = check(['--snapshot-mode=redo'], {}, { help: 'google-v1.6.0', repository: null });
    await expect(old).rejects.toMatchObject({ hint: 'Did you mean --snapshotMode?' });
  });

  it('that lack a value do not swallow the next one', async () => {
    await expect(check(['--snapshot-mode', '--cleanup'])).rejects.toMatchObject({
      hint: 'Write --snapshot-mode=VALUE.',
    });
  });

  it('with a value that it cannot read end in its own words', async () => {
    const reading = 'Error: invalid argument "maybe" for "--cleanup" flag\nUsage:\n  executor [flags]\n';
    await expect(check(['--cleanup=maybe'], {}, { reading })).rejects.toMatchObject({
      code: 'BAD_CONFIGURATION',
      message: expect.stringContaining('invalid argument "maybe" for "--cleanup" flag'),
    });
  });
});

describe('variables of an executor', () => {
  it.each([
    ['DOCKER_AUTH_CONFIG', 'credentials'],
    ['KANIKO_EXAMPLE_ORG_PASSWORD', 'credentials'],
    ['AWS_SECRET_ACCESS_KEY', 'credentials'],
    ['MYSQL_ROOT_PASSWD', 'credentials'],
    ['GPG_PASSPHRASE', 'credentials'],
    ['STRIPE_API_KEY', 'credentials'],
    ['npm_config__auth', 'credentials'],
    ['GOOGLE_APPLICATION_CREDENTIALS', 'credentials'],
    ['LD_PRELOAD', "builder's image"],
    ['PATH', "builder's image"],
    ['HOME', "builder's image"],
    ['KANIKO_REGISTRY_MAP', "sandbox's registry"],
    ['https_proxy', "sandbox's registry"],
  ])('are refused where they lead elsewhere or would be kept: %s', async (name, reason) => {
    const refusal = check([], { [name]: 'canary-value' });
    await expect(refusal).rejects.toMatchObject({ message: expect.stringContaining(reason) });
    await expect(refusal).rejects.not.toThrow('canary-value');
  });

  it.each([
    'FF_KANIKO_RESOLVE_CACHE_KEY',
    'FF_KANIKO_INFER_CROSS_STAGE_CACHE_KEY',
    'FF_KANIKO_ROLLING_CACHE_KEY',
    'AUTHOR',
    'PATHS',
  ])('are passed on where only their names resemble: %s', async (name) => {
    expect(await check([], { [name]: 'true' }, { starting: FEATURES })).toEqual([]);
  });

  it('are refused where the executor says that it does not know them, with the nearest name', async () => {
    const starting = `${FEATURES}msg="unknown feature flags set but not recognised by this version of kaniko: FF_KANIKO_COPY_AS_ROT"`;
    await expect(check([], { FF_KANIKO_COPY_AS_ROT: 'true' }, { starting })).rejects.toMatchObject({
      code: 'UNKNOWN_FLAG',
      hint: 'Did you mean FF_KANIKO_COPY_AS_ROOT?',
    });
  });

  it('are refused as part of a profile that is newer than the executor, with the way to set the others', async () => {
    const starting = `${FEATURES}msg="unknown feature flags set but not recognised by this version of kaniko: FF_KANIKO_COPY_AS_ROOT, FF_KANIKO_EXPAND_HEREDOC"`;
    await expect(check([], profileEnvironment(['buildkit']), { starting })).rejects.toMatchObject({
      message: 'Kaniko v1.28.3 does not know FF_KANIKO_COPY_AS_ROOT and would ignore it',
      hint: expect.stringContaining('--builder-env'),
    });
  });

  it('are refused as feature flags where the executor has none, because it would ignore them', async () => {
    const google = { help: 'google-v1.24.0', repository: 'github.com/GoogleContainerTools/kaniko' };
    const refusal = check([], profileEnvironment(['buildkit']), google);
    await expect(refusal).rejects.toMatchObject({
      code: 'UNKNOWN_FLAG',
      hint: expect.stringContaining('--builder-profile'),
    });
  });

  it('are taken by an executor of unknown origin that has feature flags', async () => {
    const copied = { repository: null, starting: FEATURES };
    expect(await check([], profileEnvironment(['buildkit']), copied)).toEqual([]);
  });

  it('are refused as a feature flag with a value that the executor would ignore', async () => {
    await expect(check([], { FF_KANIKO_COPY_AS_ROOT: 'yes' })).rejects.toMatchObject({ code: 'BAD_CONFIGURATION' });
  });

  it('need what they start: tini', async () => {
    const preview = profileEnvironment(['preview']);
    await expect(check([], preview)).rejects.toMatchObject({
      code: 'EXECUTOR_UNSUITABLE',
      hint: expect.stringContaining('tini-static'),
    });
    await expect(check([], preview, { binary: false })).rejects.toMatchObject({
      hint: expect.stringContaining('image that has it'),
    });
    expect(await check([], preview, { tini: true })).toEqual([]);
    expect(await check([], { ...preview, FF_KANIKO_RUN_VIA_TINI: 'false' })).toEqual([]);
  });
});
