import { describe, expect, it } from 'vitest';
import { podQueue, type QueueItem } from './pod-queue.ts';

interface Wish extends QueueItem {
  readonly name: string;
}

const wish = (name: string, changes: Partial<Wish> = {}): Wish => ({ name, kind: 'a', isAlone: false, ...changes });

/** A queue whose quiet comes when the test says so. */
function queueOf(perPod: number, pods: number) {
  const opened: string[][] = [];
  const free: (() => void)[] = [];
  const waiters: (() => void)[] = [];
  const queue = podQueue<Wish>({
    perPod,
    pods,
    quiet: () => new Promise((resolve) => waiters.push(resolve)),
    open: (items, onFree) => {
      opened.push(items.map(({ name }) => name));
      free.push(onFree);
    },
  });
  const becomeQuiet = async (): Promise<void> => {
    for (const resolve of waiters.splice(0)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, opened, free, becomeQuiet };
}

describe('what waits for pods', () => {
  it('shares one at once where as many wait as can', () => {
    const { queue, opened } = queueOf(2, 9);
    for (const name of ['one', 'two', 'three']) queue.add(wish(name));
    expect(opened).toEqual([['one', 'two']]);
  });

  it('gets one with room left only when nothing more comes', async () => {
    const { queue, opened, becomeQuiet } = queueOf(4, 9);
    queue.add(wish('one'));
    queue.add(wish('two'));
    expect(opened).toEqual([]);
    await becomeQuiet();
    expect(opened).toEqual([['one', 'two']]);
  });

  it('gathers while no other pod may be at work', async () => {
    const { queue, opened, free, becomeQuiet } = queueOf(2, 1);
    for (const name of ['one', 'two', 'three']) queue.add(wish(name));
    await becomeQuiet();
    expect(opened).toEqual([['one', 'two']]);
    queue.add(wish('four'));
    free[0]?.();
    // Who says so twice frees nothing more.
    free[0]?.();
    expect(opened).toEqual([
      ['one', 'two'],
      ['three', 'four'],
    ]);
  });

  it('shares with its own kind only, and alone with nobody', async () => {
    const { queue, opened, becomeQuiet } = queueOf(2, 9);
    queue.add(wish('one'));
    queue.add(wish('other', { kind: 'b' }));
    queue.add(wish('alone', { isAlone: true }));
    queue.add(wish('two'));
    await becomeQuiet();
    expect(opened).toEqual([['alone'], ['one', 'two'], ['other']]);
  });

  it('is forgotten where nobody wants it any more', async () => {
    const { queue, opened, becomeQuiet } = queueOf(2, 9);
    const first = wish('one');
    queue.add(first);
    expect(queue.drop(first)).toBe(true);
    expect(queue.drop(first)).toBe(false);
    await becomeQuiet();
    expect(opened).toEqual([]);
  });
});
