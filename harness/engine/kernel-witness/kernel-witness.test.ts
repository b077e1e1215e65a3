import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOrphan } from '../ownership.ts';
import { openKernelWitness } from './kernel-witness.ts';
import { findTraces, removeTraces } from './left-traces.ts';

/** No process can have it: the kernel gives at most 4194304. */
const DEAD = 4_194_305;

const FORMAT = 'print fmt: "cred %p, target_ns %p, capable_ns %p, cap %d, ret %d", REC->cred, REC->cap, REC->ret\n';

let host = '';
beforeEach(async () => {
  host = await mkdtemp(join(tmpdir(), 'trace-test-'));
});
afterEach(() => rm(host, { recursive: true, force: true }));

/** Lays out a host's files, and says why its kernel cannot be watched. */
async function reasonOn(files: Readonly<Record<string, string>>, isRoot = false): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(host, path, '..'), { recursive: true });
    await writeFile(join(host, path), text);
  }
  const mountPoints = [join(host, 'absent'), join(host, 'tracing')];
  const opening = await openKernelWitness({ mountPoints, filesystems: join(host, 'filesystems'), isRoot });
  return opening.kind === 'unavailable' ? opening.reason : 'it can';
}

describe('a kernel that cannot be watched', () => {
  it('has no trace file system', async () => {
    expect(await reasonOn({ filesystems: 'nodev\tsysfs\nnodev\tnot-tracefs\n' }, true)).toBe(
      'the kernel has no tracefs',
    );
  });

  it('has one that nobody has mounted, and we may not', async () => {
    expect(await reasonOn({ filesystems: 'nodev\ttracefs\n' })).toBe(
      'tracefs is not mounted, and only root can mount it',
    );
  });

  it('has no such tracepoint', async () => {
    expect(await reasonOn({ 'tracing/events/sched/enable': '0', 'tracing/instances/.keep': '' })).toBe(
      'the kernel has no tracepoint capability:cap_capable',
    );
  });

  it('has a tracepoint that tells something else', async () => {
    const reason = await reasonOn({
      'tracing/events/capability/cap_capable/format': 'print fmt: "capability %d"\n',
      'tracing/instances/.keep': '',
    });
    expect(reason).toBe('the tracepoint capability:cap_capable has an unexpected format');
  });

  it('refuses to record, and then nothing of ours is left in it', async () => {
    const reason = await reasonOn({
      'tracing/events/capability/cap_capable/format': FORMAT,
      'tracing/instances/.keep': '',
    });
    expect(reason).toMatch(/^the kernel does not let us trace: ENOENT/);
    expect(await readdir(join(host, 'tracing/instances'))).toEqual(['.keep']);
  });
});

describe('what dead runs left in the kernel', () => {
  it('is removed; what belongs to a living run or to somebody else stays', async () => {
    const stays = [`kaniko-caps-${process.pid}-1`, 'kaniko-caps-mine', 'perf'];
    for (const name of [`kaniko-caps-${DEAD}-1`, `kaniko-caps-${DEAD}-2`, ...stays]) {
      await mkdir(join(host, 'instances', name), { recursive: true });
    }
    const traces = await findTraces(host);
    // What other runs mounted on this machine is no matter of this test, wherever it runs.
    const own = traces.filter(({ kind }) => kind === 'trace instance');
    const orphans = own.filter(({ ownership }) => ownership !== null && isOrphan(ownership));
    const gone = await removeTraces(host, orphans);
    expect(gone.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
      `trace instance kaniko-caps-${DEAD}-1`,
      `trace instance kaniko-caps-${DEAD}-2`,
    ]);
    expect((await readdir(join(host, 'instances'))).toSorted()).toEqual(stays.toSorted());
  });
});
