import { describe, expect, it } from 'vitest';
import { readPodEvidence } from '../trial-pod/pod-evidence.ts';
import { type PodProcess, processesBy } from '../trial-pod/pod-processes.ts';
import { builderSights } from './builder-sights.ts';

const SETS = ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'];

function builder(pid: number, container: string, bounding = '0000000000000001'): PodProcess {
  const sets = SETS.map((set) => `Cap${set}:\t${bounding}`).join('\n');
  return {
    pid,
    parent: 0,
    uidMap: '0 0 4294967295',
    status: `Name:\texecutor\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t0\n${sets}\nNoNewPrivs:\t0\nSeccomp:\t2\n`,
    cgroups: `0::/../cri-containerd-${container}.scope\n`,
  };
}

const ASKED = {
  isBuilder: ({ name }: { readonly name: string }) => name === 'executor',
  deadlineMs: 100,
  hasEnded: () => false,
};

describe('the evidence of a builder that waited for its turn', () => {
  it('counts while it is what it was before the first build, and not once it is another one', async () => {
    let second = builder(8, 'two');
    const sights = builderSights({ list: async () => [builder(7, 'one'), second] }, () => ['one', 'two']);
    const readingOf = async (container: string, process: PodProcess) =>
      sights.checked(
        container,
        await readPodEvidence(
          processesBy(async () => [process]),
          ASKED,
        ),
        ASKED,
      );
    expect(await readingOf('one', builder(7, 'one'))).toMatchObject({ kind: 'read', pid: 7 });
    expect(await readingOf('two', second)).toMatchObject({ kind: 'read', pid: 8 });
    second = builder(8, 'two', '0000000000000003');
    expect(await readingOf('two', second)).toMatchObject({ kind: 'unreadable' });
    expect(await readingOf('two', builder(9, 'two'))).toMatchObject({ kind: 'unreadable' });
  });

  it('does not count where it was not to be seen then', async () => {
    const sights = builderSights({ list: async () => [builder(7, 'one')] }, () => ['one', 'two']);
    const reading = await readPodEvidence(
      processesBy(async () => [builder(8, 'two')]),
      ASKED,
    );
    expect(await sights.checked('two', reading, ASKED)).toMatchObject({
      kind: 'unreadable',
      message: 'the builder was not seen before the first build of its pod',
    });
  });
});
