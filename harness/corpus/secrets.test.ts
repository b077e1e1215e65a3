import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSecret } from './configuration/read-secret.ts';
import { parseSecret } from './configuration/secret-source.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'secrets-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a secret on the command line', () => {
  it.each([
    ['id=npm', { kind: 'stand-in' }],
    ['id=npm,src=token', { kind: 'file', path: '/case/token' }],
    ['id=npm,source=/etc/token', { kind: 'file', path: '/etc/token' }],
    ['type=file,id=npm,src=a=b', { kind: 'file', path: '/case/a=b' }],
    ['id=npm,env=TOKEN', { kind: 'environment', name: 'TOKEN' }],
    ['id=npm,type=env,src=TOKEN', { kind: 'environment', name: 'TOKEN' }],
  ])('%s is understood', (text, from) => {
    expect(parseSecret(text, '/case')).toEqual({ id: 'npm', from });
  });

  it.each([
    ['hunter2', 'a part that is not NAME=VALUE'],
    ['id=npm,hunter2=', 'a field that is none of id, src, source, env and type'],
    ['src=hunter2', 'needs an id'],
    ['id=../hunter2', 'needs an id'],
    ['id=npm,env=A,src=hunter2', 'both a file and a variable'],
    ['id=npm,type=hunter2', 'neither file nor env'],
    ['id=npm,src=', 'an empty src'],
  ])('%s is refused, and what may be a value is not repeated', (text, message) => {
    expect(() => parseSecret(text, '/case')).toThrow(expect.objectContaining({ code: 'BAD_CONFIGURATION' }));
    expect(() => parseSecret(text, '/case')).toThrow(message);
    expect(() => parseSecret(text, '/case')).not.toThrow(/hunter2/);
  });
});

describe('the value of a secret', () => {
  const valueIn = async (content: string | Buffer) => {
    const path = join(directory, 'value');
    await writeFile(path, content);
    return readSecret({ id: 'npm', from: { kind: 'file', path } }, {});
  };

  it('comes whole from a file or a variable', async () => {
    expect(await valueIn('hunter2\n')).toEqual({ id: 'npm', value: 'hunter2\n' });
    const variable = { id: 'npm', from: { kind: 'environment', name: 'TOKEN' } } as const;
    expect(await readSecret(variable, { TOKEN: 'hunter2' })).toEqual({ id: 'npm', value: 'hunter2' });
  });

  it('is the same everywhere where nobody gave one', async () => {
    const standIn = { id: 'npm', from: { kind: 'stand-in' } } as const;
    expect(await readSecret(standIn, {})).toEqual(await readSecret(standIn, { npm: 'hunter2' }));
  });

  it('is refused where it is missing', async () => {
    const file = { id: 'npm', from: { kind: 'file', path: join(directory, 'nowhere') } } as const;
    await expect(readSecret(file, {})).rejects.toThrow(
      /There is no value for the secret npm: cannot read .*nowhere \(ENOENT\)/,
    );
    const variable = { id: 'npm', from: { kind: 'environment', name: 'NOWHERE' } } as const;
    await expect(readSecret(variable, {})).rejects.toThrow('the variable NOWHERE is not set');
  });

  it.each([
    ['too short to be kept out of logs', ' a1\n', 'shorter than 4 characters'],
    ['empty', '', 'shorter than 4 characters'],
    ['no text', Buffer.from([0x68, 0x75, 0x6e, 0xff, 0xfe]), 'is not text in UTF-8'],
    ['no text, with a zero', 'hunter\0two', 'is not text in UTF-8'],
    ['longer than a variable can be', 'x'.repeat(130_000), 'is longer than 120 KiB'],
  ])('is refused where it is %s, and is not repeated', async (_, content, message) => {
    await expect(valueIn(content)).rejects.toThrow(message);
    await expect(valueIn(content)).rejects.not.toThrow(/a1|hun/);
  });

  it('is not waited for where the file is a pipe or a device, also behind a link', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await symlink(pipe, join(directory, 'link'));
    for (const path of [pipe, join(directory, 'link'), '/dev/zero', directory]) {
      const refusal = readSecret({ id: 'npm', from: { kind: 'file', path } }, {});
      await expect(refusal, path).rejects.toMatchObject({
        code: 'BAD_CONFIGURATION',
        message: expect.stringContaining(`${basename(path)} (it is not a regular file)`),
      });
    }
  });
});
