import { expect, it } from 'vitest';
import { containerFactsIn } from './container-facts.ts';

it('read what a container finds: where ports are free, and whose its users are', () => {
  expect(containerFactsIn('0          0          0 4294967295')).toEqual({
    uidMap: '0 0 4294967295',
    unprivilegedPortStart: 0,
  });
  expect(containerFactsIn('1024 0 1001 1 1 100000 65536')).toEqual({
    uidMap: '0 1001 1, 1 100000 65536',
    unprivilegedPortStart: 1024,
  });
});

it.each(['', '1024', '1024 0 1', 'cat: no such file', "cat: can't open 1 2 3"])('take nothing from %j', (said) => {
  expect(containerFactsIn(said)).toEqual({});
});
