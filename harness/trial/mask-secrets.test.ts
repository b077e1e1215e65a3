import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedThroughout, secretMask } from './mask-secrets.ts';

const KEY =
  '-----BEGIN KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ\n-----END KEY-----\n';

describe('the mask of secrets', () => {
  it.each([
    ['as it is', 'token: hunter2!', ['hunter2!'], 'token: ***'],
    ['without its last line break', 'token: hunter2!.', ['hunter2!\n'], 'token: ***.'],
    ['in base64', `got ${Buffer.from('hunter2!').toString('base64')}`, ['hunter2!'], 'got ***='],
    ['in a URL', 'https://me:p%40ss%2Fword@host', ['p@ss/word'], 'https://me:***@host'],
    ['in JSON', '{"key":"a\\"b\\"c"}', ['a"b"c'], '{"key":"***"}'],
    ['each of several', 'first one, second two', ['first', 'second'], '*** one, *** two'],
    ['with characters that patterns know', 'a+b*(c)', ['+b*(c'], 'a***)'],
  ])('takes a secret out %s', (_, text, secrets, masked) => {
    expect(secretMask(secrets)(text)).toBe(masked);
  });

  it('takes out each line of a long secret, and the lines of its base64', () => {
    const mask = secretMask([KEY]);
    expect(mask(KEY)).toBe('***');
    expect(mask('key MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ.')).toBe('key ***.');
    const lines =
      Buffer.from(KEY)
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    for (const line of lines) expect(mask(line)).toMatch(/^\*\*\*=*$/);
  });

  it('leaves the rest alone, and everything where there is no secret', () => {
    expect(secretMask(['hunter2!'])('hunter1!')).toBe('hunter1!');
    expect(secretMask([])('anything')).toBe('anything');
  });

  it('reaches every text of a value', () => {
    const value = { path: new Map([['/hunter2!', { list: ['x hunter2!', 1, null, true] }]]) };
    expect(maskedThroughout(value, secretMask(['hunter2!']))).toEqual({
      path: new Map([['/***', { list: ['x ***', 1, null, true] }]]),
    });
  });

  it('leaves no secret in any text that holds one', () => {
    const secret = fc.string({ unit: 'binary', minLength: 4 }).filter((text) => text.trim().length >= 4);
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, value, after) => {
        expect(secretMask([value])(`${before}${value}${after}`)).not.toContain(value);
      }),
    );
  });
});
