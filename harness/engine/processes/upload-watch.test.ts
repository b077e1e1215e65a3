import { expect, it } from 'vitest';
import type { RegistryFollower, RoomRegistry } from '../site-registry/room-registry.ts';
import type { StatusReader } from './status-reader.ts';
import { watchUploads } from './upload-watch.ts';

const PROGRAM = {
  file: '1 100 7',
  mappings: [{ place: '400000-500000 r-xp 0', isCode: true, file: '0:1 100', changedKiB: 0 }],
};

const status = (name: string, pid: number, state = 'S'): string =>
  ['Name', 'State', 'NSpid', ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']]
    .map((field, index) => `${field}:\t${[name, state, `${pid}\t${pid}`][index] ?? '0000000000000000'}`)
    .join('\n');

/** A registry of a room that holds an upload when it is told to. */
function room(): { readonly registry: RoomRegistry; upload(): Promise<void> } {
  let follower: RegistryFollower | undefined;
  return {
    registry: {
      fault: async () => undefined,
      follow: (told) => {
        follower = told;
        return { end: async () => ({ requests: [], gap: null, longestSilenceMs: 0, leastFree: null }) };
      },
    },
    upload: async () => follower?.onUpload(),
  };
}

/** What is seen of processes: those of `children` below the first one, which is number 1. */
function reader(statuses: Readonly<Record<number, string>>, programs: readonly (typeof PROGRAM)[]): StatusReader {
  const left = [...programs];
  return {
    source: { kind: 'readable', from: 'test' },
    read: async (pid) => statuses[pid],
    children: async (pid) => (pid === 1 ? Object.keys(statuses).map(Number).slice(1) : []),
    program: async () => (left.length > 1 ? left.shift() : left[0]) ?? null,
    close: () => undefined,
  };
}

async function seen(statuses: Readonly<Record<number, string>>, programs: readonly (typeof PROGRAM)[]) {
  const { registry, upload } = room();
  const watch = watchUploads(registry, reader(statuses, programs), { keepsProgram: true, onSpace: () => undefined });
  await watch.know(1);
  await upload();
  return watch.end();
}

it('counts who lives below the builder, and not who has ended', async () => {
  const statuses = { 1: status('executor', 1), 7: status('sh', 7), 8: status('gone', 8, 'Z') };
  expect(await seen(statuses, [PROGRAM, PROGRAM])).toMatchObject({
    company: { kind: 'counted', names: ['sh'] },
    program: { kind: 'intact' },
  });
});

it('counts who goes on without a first thread', async () => {
  const statuses = { 1: status('executor', 1), 7: `${status('hidden', 7, 'Z')}\nThreads:\t2` };
  expect((await seen(statuses, [PROGRAM, PROGRAM])).company).toEqual({ kind: 'counted', names: ['hidden'] });
});

it('accuses a builder whose code was changed, and none that has ended meanwhile', async () => {
  const [mapping] = PROGRAM.mappings;
  if (mapping === undefined) throw new Error('there is no mapping');
  const changed = { ...PROGRAM, mappings: [{ ...mapping, changedKiB: 4 }] };
  const empty = { ...PROGRAM, mappings: [] };
  expect((await seen({ 1: status('executor', 1) }, [PROGRAM, PROGRAM, changed])).program.kind).toBe('taken-over');
  // A look that missed something.
  const missed = [PROGRAM, empty, empty, PROGRAM];
  expect((await seen({ 1: status('executor', 1) }, missed)).program.kind).toBe('intact');
  expect((await seen({ 1: status('executor', 1, 'Z') }, [PROGRAM, PROGRAM, empty])).program.kind).toBe('not-seen');
  expect((await seen({ 1: status('other', 5) }, [PROGRAM, PROGRAM, empty])).program.kind).toBe('not-seen');
});
