import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatMask, setOf } from '../../capabilities/capability-set.ts';
import { readJournal } from '../../journal/journal.ts';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { contentBuilt, eventsOf } from '../../testing/programs/run-at-work.ts';
import { runBuiltProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

const BUILDAH = ['--builder', 'kaniko-caps/buildah:2'];

describe.skipIf(reason !== undefined)(`trying one set (${reason ?? 'available'})`, () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await openScratch();
  });
  afterAll(() => scratch.remove());

  const verify = (caps: string, ...rest: readonly string[]): ReturnType<typeof runBuiltProgram> =>
    runBuiltProgram('verify', ...BUILDAH, '--confirm', '1', '--caps', caps, '--out', scratch.path(caps), ...rest);

  it('gives exit code 0 for a set that serves', async () => {
    const { exitCode, stdout } = await verify('CHOWN,FOWNER,FSETID', 'dockerfiles/setgid-foreign-group');
    expect(stdout).toContain('setgid-foreign-group  works: the image equals the reference image');
    expect(exitCode).toBe(0);
  });

  it('gives exit code 1 for a set with which the build succeeds and the image loses something', async () => {
    const { exitCode, stdout } = await verify('CHOWN,FOWNER', 'dockerfiles/setgid-foreign-group');
    expect(stdout).toContain('setgid-foreign-group  SILENT LOSS');
    expect(stdout).toContain('/tool lost setgid (2755 -> 0755)');
    expect(exitCode).toBe(1);
  });

  it('gives exit code 1 for a set with which the build fails', async () => {
    const { exitCode, stdout } = await verify('FOWNER', 'dockerfiles/setgid-foreign-group');
    expect(stdout).toContain('setgid-foreign-group  fails');
    expect(exitCode).toBe(1);
  });
});

describe.skipIf(reason !== undefined)(`what a real build gets to see (${reason ?? 'available'})`, () => {
  const digest = `sha256:${'d'.repeat(64)}`;
  const universe = 'CHOWN,FOWNER,KILL';
  let scratch: Scratch;
  let directory: string;
  beforeAll(async () => {
    scratch = await openScratch();
    directory = scratch.path('run');
    await scratch.writeCase('ignoring', ['FROM scratch', 'COPY . /context/'], {
      '.dockerignore': '*.secret\n!public.secret\nlogs\n',
      'kept.txt': 'kept',
      'private.secret': 'hidden',
      'public.secret': 'shown',
      'logs/today': 'noise',
      'deep/private.secret': 'the pattern has no slash prefix, so this one stays',
    });
    await scratch.writeCase('pinned', [`FROM busybox:1.36@${digest}`, 'RUN echo built > /built']);
    await scratch.writeCase('privilege', ['FROM busybox:stable', 'RUN grep CapBnd /proc/self/status > /privilege']);
    const substitute = `busybox:1.36@${digest}=busybox:stable`;
    const options = ['--caps', universe, '--universe', universe, '--base', substitute, '--out', directory];
    const { exitCode, stdout, stderr } = await runBuiltProgram('verify', ...BUILDAH, ...options, scratch.path('cases'));
    expect(exitCode, stdout + stderr).toBe(0);
  });
  afterAll(() => scratch.remove());

  it('is the context without what .dockerignore leaves out', async () => {
    const files = Object.entries(await contentBuilt(directory, 'ignoring')).filter(([, { type }]) => type === 'file');
    expect(files.map(([path]) => path).sort()).toEqual([
      'context/.dockerignore',
      'context/Dockerfile',
      'context/deep/private.secret',
      'context/kept.txt',
      'context/public.secret',
    ]);
  });

  it('is the substitute for a base image that is pinned by a digest which nobody has', async () => {
    expect(await contentBuilt(directory, 'pinned')).toMatchObject({ built: { type: 'file', size: 'built\n'.length } });
    const [prepared] = eventsOf(await readJournal(directory), 'case-prepared').filter(
      (event) => event.case === 'pinned',
    );
    expect(prepared?.bases).toMatchObject([{ reference: `busybox:1.36@${digest}`, source: 'busybox:stable' }]);
  });

  it('is, in a RUN, the set that was asked for', async () => {
    // With what Buildah itself cannot do without.
    const mask = formatMask(setOf('CHOWN', 'FOWNER', 'KILL', 'DAC_OVERRIDE', 'SETGID', 'SYS_CHROOT', 'SYS_ADMIN'));
    const sha256 = createHash('sha256').update(`CapBnd:\t${mask}\n`).digest('hex');
    expect(await contentBuilt(directory, 'privilege')).toMatchObject({ privilege: { sha256 } });
  });

  it('follows from what the run keeps', async () => {
    expect(await runBuiltProgram('verify-record', directory)).toMatchObject({ exitCode: 0 });
  });
});
