import { open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, systemFault } from './errors.ts';

describe('a refusal of the system that nothing nearer to it translated', () => {
  it.each(['EMFILE', 'ENFILE', 'ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'ENOENT', 'EACCES'])(
    '%s is no bug, has a way out, and does not say that a check found a difference',
    (code) => {
      const fault = systemFault(Object.assign(new Error(`${code}: open '/here'`), { code }));
      expect(fault).toMatchObject({ code: 'SYSTEM_FAULT', message: `${code}: open '/here'` });
      expect(fault?.hint).toMatch(/^[A-Z].*\.$/);
      expect(exitCodeOf('SYSTEM_FAULT')).toBe(3);
    },
  );

  it('is told apart from what is a bug', async () => {
    expect(systemFault(new TypeError('undefined is not a function'))).toBeUndefined();
    const thrown: unknown = await open('/nowhere/at/all').catch((error: unknown) => error);
    expect(systemFault(thrown)).toMatchObject({ code: 'SYSTEM_FAULT' });
  });
});
