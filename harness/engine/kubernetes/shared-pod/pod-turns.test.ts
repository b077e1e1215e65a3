import { describe, expect, it } from 'vitest';
import { podTurns, type Seat, type TurnMeans } from './pod-turns.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** The turns of a pod in which nothing is in the way unless a test puts it there. */
function turnsOf(count: number, changes: Partial<TurnMeans> = {}) {
  const done: string[] = [];
  const turns = podTurns({
    count,
    look: async () => undefined,
    remove: async () => void done.push('removed'),
    discard: async () => void done.push('discarded'),
    onFree: () => done.push('free'),
    ...changes,
  });
  const seat = (index: number): Seat => {
    const found = turns.seats[index];
    if (found === undefined) throw new Error('there is no such seat');
    return found;
  };
  return { turns, done, seat };
}

/** The turn, if it has come or never will. */
async function turnOf({ turn }: Seat): Promise<unknown> {
  await settled();
  return Promise.race([turn, Promise.resolve('waits')]);
}

/** A build that ends by itself and is read. */
function build(seat: Seat): void {
  seat.begin();
  seat.over(true);
  seat.settle();
}

describe('the trials of a pod', () => {
  it('have their turns one after another, and the last one that goes has the pod removed', async () => {
    const { seat, done } = turnsOf(2);
    expect(await turnOf(seat(0))).toEqual({ kind: 'come', number: 1 });
    expect(await turnOf(seat(1))).toBe('waits');
    build(seat(0));
    expect(await turnOf(seat(1))).toEqual({ kind: 'come', number: 2 });
    await seat(0).leave();
    expect(done).toEqual([]);
    build(seat(1));
    await settled();
    await seat(1).leave();
    expect(done).toEqual(['free', 'discarded']);
  });

  it('get no turn behind a build that left something', async () => {
    let left: string | undefined;
    const { seat, done } = turnsOf(3, { look: async () => left });
    await turnOf(seat(0));
    left = 'an earlier build left processes: sleep';
    build(seat(0));
    expect(await seat(1).turn).toEqual({ kind: 'spoiled', reason: left });
    expect(await seat(2).turn).toEqual({ kind: 'spoiled', reason: left });
    expect(done).toEqual(['free']);
  });

  it('get no turn where nobody can look', async () => {
    const look = async (): Promise<string> => Promise.reject(new Error('no connection'));
    const { seat } = turnsOf(1, { look });
    expect(await seat(0).turn).toEqual({ kind: 'spoiled', reason: 'no connection' });
  });

  it('wait for nobody who gave up', async () => {
    const { seat, done } = turnsOf(3);
    seat(1).giveUp();
    await turnOf(seat(0));
    expect(seat(1).waits()).toBe(true);
    build(seat(0));
    expect(await turnOf(seat(2))).toEqual({ kind: 'come', number: 3 });
    build(seat(2));
    await seat(0).leave();
    await seat(2).leave();
    expect(done).toContain('discarded');
  });

  it('lose their pod to a build that had to be stopped, after those before it have been read', async () => {
    const { seat, done } = turnsOf(3);
    await turnOf(seat(0));
    seat(0).begin();
    seat(0).over(true);
    await turnOf(seat(1));
    seat(1).begin();
    const stopped = seat(1).stop('the build of t2 was ended (deadline)', 'none');
    expect(await seat(2).turn).toEqual({ kind: 'spoiled', reason: 'the build of t2 was ended (deadline)' });
    await settled();
    expect(done).not.toContain('removed');
    seat(0).settle();
    await stopped;
    expect(done).toContain('removed');
    for (const index of [0, 1, 2]) await seat(index).leave();
    expect(done.filter((what) => what !== 'free')).toEqual(['removed']);
  });

  it('keep their pod where one that nobody waits for comes to its end by itself', async () => {
    const { seat, done } = turnsOf(2);
    await turnOf(seat(0));
    seat(0).begin();
    const stopped = seat(0).stop('cancelled', 'may end by itself');
    seat(0).over(true);
    await stopped;
    expect(await turnOf(seat(1))).toEqual({ kind: 'come', number: 2 });
    expect(done).toEqual([]);
  });

  it('lose it where the connection to one broke, for its build may go on', async () => {
    const { seat, done } = turnsOf(2);
    await turnOf(seat(0));
    seat(0).begin();
    seat(0).over(false);
    await seat(0).stop('the connection broke', 'may end by itself');
    expect(done).toContain('removed');
  });

  it('lose it to whoever takes it away', async () => {
    const { turns, seat } = turnsOf(2);
    await turnOf(seat(0));
    turns.spoil('the pod is gone');
    expect(await seat(1).turn).toEqual({ kind: 'spoiled', reason: 'the pod is gone' });
  });
});
