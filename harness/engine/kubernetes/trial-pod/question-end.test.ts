import { expect, it } from 'vitest';
import { recordedPods } from '../../../testing/cluster/recorded-pods.ts';
import { questionEnd, questionOverdue } from './question-end.ts';

const lastSighting = (name: string) => {
  const pod = recordedPods(name).at(-1);
  if (pod === undefined) throw new Error(`nothing was recorded of ${name}`);
  return pod;
};

it.each([
  ['succeeded', { kind: 'ended', exitCode: 0 }],
  ['start-error', { kind: 'not-asked', message: expect.stringContaining('StartError') }],
  ['no-image', { kind: 'not-asked', hint: expect.stringContaining('The nodes must be able to pull') }],
  ['no-config', { kind: 'not-asked', message: expect.stringContaining('CreateContainerConfigError') }],
  ['evicted', { kind: 'not-asked' }],
])('tells a program that cannot run from a cluster that cannot ask it: %s', (name, end) => {
  expect(questionEnd(lastSighting(name))).toMatchObject(end);
});

it('tells a program that the image does not have', () => {
  const text = JSON.stringify(lastSighting('start-error'));
  const pod = JSON.parse(
    text.replaceAll('mkdir /proc/1/nothing: no such file', 'exec: \\"version\\": executable file not found'),
  );
  expect(questionEnd(pod)).toMatchObject({ kind: 'failed', message: expect.stringContaining('exec: "version"') });
});

it('tells a program that says nothing from a pod that no node takes', () => {
  expect(questionOverdue(lastSighting('running'), 30_000)).toEqual({
    kind: 'failed',
    message: 'it did not end within 30 s',
  });
  expect(questionEnd(lastSighting('unschedulable'))).toBeUndefined();
  expect(questionOverdue(lastSighting('unschedulable'), 30_000)).toMatchObject({
    kind: 'not-asked',
    message: expect.stringContaining('no node takes the pod'),
  });
});
