import type { V1Pod } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { recordedPods } from '../../../testing/cluster/recorded-pods.ts';
import { endOf } from './pod-end.ts';

/** What the last sighting of a recorded pod says. */
function last(name: string): ReturnType<typeof endOf> {
  const pod = recordedPods(name).at(-1);
  if (pod === undefined) throw new Error(`nothing was recorded of ${name}`);
  return endOf(pod);
}

describe('the end of a pod', () => {
  it('is an exit where the builder ended by itself, with its times', () => {
    expect(last('succeeded')).toMatchObject({ kind: 'exited', exitCode: 0, outOfMemory: false });
    expect(last('failed')).toEqual({
      kind: 'exited',
      exitCode: 1,
      outOfMemory: false,
      startedAt: expect.stringMatching(/^2026-11-29T19:1\d:\d\d\.000Z$/),
      finishedAt: expect.stringMatching(/^2026-11-29T19:1\d:\d\d\.000Z$/),
    });
  });

  it('tells that memory was short', () => {
    expect(last('out-of-memory')).toMatchObject({ kind: 'exited', outOfMemory: true });
  });

  it('is not known while the builder runs or waits', () => {
    for (const name of ['running', 'no-image', 'unschedulable']) expect(last(name)).toBeUndefined();
  });

  it.each([
    ['evicted', 'EvictionByEvictionAPI'],
    ['preempted', 'PreemptionByScheduler'],
    ['tainted', 'DeletionByTaintManager'],
    ['deadline', 'DeadlineExceeded'],
    ['killed', 'SIGKILL'],
  ])('is no answer of the build where somebody else brought it about: %s', (name, words) => {
    expect(last(name)).toEqual({ kind: 'lost', message: expect.stringContaining(words) });
  });

  it.each(['evicted', 'preempted', 'tainted'])(
    'is never taken for an exit at any moment of a disruption: %s',
    (name) => {
      const ends = recordedPods(name).map((pod) => endOf(pod));
      expect(ends.length).toBeGreaterThan(3);
      for (const end of ends) expect(end?.kind).not.toBe('exited');
    },
  );

  it('is no answer where the pod is being deleted or its node is lost', () => {
    const [running] = recordedPods('running') as [V1Pod];
    const deleted = { ...running, metadata: { ...running.metadata, deletionTimestamp: new Date() } };
    expect(endOf(deleted)).toMatchObject({ kind: 'lost', message: 'another program deleted the pod' });
    expect(endOf({ ...running, status: { ...running.status, reason: 'NodeLost' } })).toMatchObject({ kind: 'lost' });
    expect(endOf({ ...running, status: { phase: 'Unknown' } })).toMatchObject({ kind: 'lost' });
    expect(endOf({ ...running, status: { phase: 'Failed', reason: 'Evicted', message: 'low on resource' } })).toEqual({
      kind: 'lost',
      message: 'the pod failed (Evicted): low on resource',
    });
  });

  it('is success where the builder ended with exit code 0, whatever happened to the pod later', () => {
    const [succeeded] = recordedPods('succeeded') as [V1Pod];
    const deleted = { ...succeeded, metadata: { ...succeeded.metadata, deletionTimestamp: new Date() } };
    expect(endOf(deleted)).toMatchObject({ kind: 'exited', exitCode: 0 });
  });
});
