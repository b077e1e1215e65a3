import { describe, expect, it } from 'vitest';
import { homepage } from './homepage.ts';

describe('the address of the tool', () => {
  it('is the repository that a CI system took it from', () => {
    const address = 'https://github.com/example/kaniko-caps';
    expect(homepage({ KANIKO_CAPS_HOMEPAGE: address })).toBe(address);
  });

  it.each(['', 'https:///', 'javascript:alert(1)', 'https://a b', 'example.com/kaniko-caps'])(
    'is not %j, which is no address of the web',
    (text) => {
      expect(homepage({ KANIKO_CAPS_HOMEPAGE: text })).toBe(homepage({}));
    },
  );
});
