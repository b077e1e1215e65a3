import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretMask } from './mask-secrets.ts';

const KEY =
  '-----BEGIN KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ\n-----END KEY-----\n';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the mask of secrets', () => {
  it.each([
    ['as it is', 'token: hunter2!', ['hunter2!'], 'token: ***'],
    ['without its last line break', 'token: hunter2!.', ['hunter2!\n'], 'token: ***.'],
    ['in base64', `got ${Buffer.from('hunter2!').toString('base64')}`, ['hunter2!'], 'got ***='],
    ['in a URL', 'https://me:p%40ss%2Fword@host', ['p@ss/word'], 'https://me:***@host'],
    ['in JSON', '{"key":"a\\"b\\"c"}', ['a"b"c'], '{"key":"***"}'],
    ['in base64 behind a user, as HTTP has it', `Basic ${base64('me:hunter2!')}`, ['hunter2!'], 'Basic bWU6***='],
    ['in base64 between other text', `got ${base64('x=hunter2!xyz')}.`, ['hunter2!'], 'got eD1***Xh5eg==.'],
    ['in base64 for URLs', Buffer.from('a??>?>?>??').toString('base64url'), ['??>?>?>??'], 'YT***w'],
    ['that is a password in a URL', 'as me:hunter2!', ['http://me:hunter2%21@proxy'], 'as me:***'],
    ['that is a token in a URL', 'Bearer ghp_0123456789abc', ['https://ghp_0123456789abc@host/x'], 'Bearer ***'],
    ['each of several', 'first one, second two', ['first', 'second'], '*** one, *** two'],
    ['with characters that patterns know', 'a+b*(c)', ['+b*(c'], 'a***)'],
  ])('takes a secret out %s', (_, text, secrets, masked) => {
    expect(secretMask(secrets).text(text)).toBe(masked);
  });

  it('takes out each line of a long secret, and the lines of its base64', () => {
    const mask = secretMask([KEY]);
    expect(mask.text(KEY)).toBe('***');
    expect(mask.text('key MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ.')).toBe('key ***.');
    const lines =
      Buffer.from(KEY)
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    for (const line of lines) expect(mask.text(line)).toMatch(/^\*\*\*=*$/);
  });

  it('takes out base64 that a program broke into lines, wherever the value begins in it', () => {
    const mask = secretMask(['hunter2-hunter3']);
    for (let before = 0; before < 80; before += 1) {
      const text = Buffer.from(`${'.'.repeat(before)}hunter2-hunter3${'.'.repeat(40)}`).toString('base64');
      const masked = mask.text(text.replace(/.{76}/g, '$&\n'));
      expect(masked, String(before)).toContain('***');
      expect(Buffer.from(masked, 'base64').toString()).not.toMatch(/unter2-hunt/);
    }
  });

  it('leaves the rest alone, and everything where there is no secret', () => {
    expect(secretMask(['hunter2!']).text('hunter1!')).toBe('hunter1!');
    expect(secretMask([]).text('anything')).toBe('anything');
  });

  it('leaves short lines of a longer secret alone, which are more often ordinary words', () => {
    const mask = secretMask(['user: me\nfile\npassword: hunter2\n']);
    expect(mask.text('a file, and password: hunter2')).toBe('a file, and ***');
    expect(mask.text('user: me\nfile\npassword: hunter2')).toBe('***');
    expect(secretMask(['file\n']).text('a file')).toBe('a ***');
  });

  it('takes out the beginning of a secret at which a text was cut off', () => {
    const mask = secretMask(['hunter2-hunter3']);
    expect(mask.cutText('token hunter2-hu')).toBe('token ***');
    expect(mask.cutText('token hunter2-hunter3')).toBe('token ***');
    expect(mask.cutText('token hun')).toBe('token hun');
  });

  it('leaves no secret in any text that holds one', () => {
    const secret = fc.string({ unit: 'binary', minLength: 4 }).filter((text) => text.trim().length >= 4);
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, value, after) => {
        expect(secretMask([value]).text(`${before}${value}${after}`)).not.toContain(value);
      }),
    );
  });
});
