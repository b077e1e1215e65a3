import { describe, expect, it } from 'vitest';
import { entryName, pathOfEntry } from './entry-name.ts';

describe('the name of an entry', () => {
  it.each([
    ['off', 'app/Dockerfile'],
    ['cold', 'app/Dockerfile#cold-cache'],
    ['warm', 'app/Dockerfile#warm-cache'],
  ] as const)('of a build with the cache %s leads back to its Dockerfile', (cache, name) => {
    expect(entryName('app/Dockerfile', { cache })).toBe(name);
    expect(pathOfEntry(name)).toBe('app/Dockerfile');
  });

  it('may have any other # in its path', () => {
    expect(pathOfEntry('a#b/Dockerfile#cold-cacher')).toBe('a#b/Dockerfile#cold-cacher');
  });
});
