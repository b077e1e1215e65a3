import { describe, expect, it } from 'vitest';
import { contextKindFor, contextOwnerFor, parseUser } from './run-as.ts';

const ROOT_OWNER = { uid: 0, gid: 0 };

describe('the user of a builder', () => {
  it.each([
    ['1000', { id: 1000, groupId: null }],
    [1000, { id: 1000, groupId: null }],
    ['1000:100', { id: 1000, groupId: 100 }],
    ['0:0', { id: 0, groupId: 0 }],
  ])('%s is understood', (text, user) => {
    expect(parseUser(text)).toEqual(user);
  });

  it.each(['', 'nobody', '-1', '1000:', '1000:x', '2147483648', '1 0', '1.5'])('"%s" is refused', (text) => {
    expect(() => parseUser(text)).toThrow('is not a user that a builder can run as');
  });
});

describe('the context of a builder of another user', () => {
  const user = { id: 1000, groupId: null };

  it('belongs to that user where nobody says whose it is', () => {
    expect(contextOwnerFor(user, 'dir', undefined)).toEqual({ uid: 1000, gid: 0 });
    expect(contextOwnerFor({ id: 1000, groupId: 7 }, 'tar', undefined)).toEqual({ uid: 1000, gid: 7 });
    expect(contextOwnerFor(null, 'dir', undefined)).toEqual(ROOT_OWNER);
  });

  it('may be a mounted directory of root, but no tar of root, which only root can unpack', () => {
    expect(contextOwnerFor(user, 'dir', ROOT_OWNER)).toEqual(ROOT_OWNER);
    expect(() => contextOwnerFor(user, 'tar', ROOT_OWNER)).toThrow('only root can give files away');
    expect(contextOwnerFor({ id: 0, groupId: null }, 'tar', { uid: 7, gid: 7 })).toEqual({ uid: 7, gid: 7 });
  });

  it('is a tar for a group that the pipe with the Dockerfile does not have', () => {
    expect(contextKindFor({ id: 1000, groupId: 7 }, undefined)).toBe('tar');
    expect(contextKindFor(user, 'dir')).toBe('dir');
    expect(() => contextKindFor({ id: 1000, groupId: 7 }, 'dir')).toThrow('a builder of group 7');
  });
});
