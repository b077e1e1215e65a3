import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pause } from '../../deadline.ts';
import { openTunnel, sshArguments } from './ssh-tunnel.ts';

const BUILD = { kind: 'ssh', host: 'build', port: undefined, user: undefined, socket: '/run/docker.sock' } as const;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ssh-tunnel-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A program in the place of ssh. It finds the path of the socket in the argument after -L. */
function ssh(script: string): string {
  const program = join(directory, 'ssh');
  const path = 'while [ "$1" != -L ]; do shift; done; socket=$(echo "$2" | cut -d: -f1)';
  writeFileSync(program, `#!/bin/sh\n${path}\n${script}\n`);
  chmodSync(program, 0o755);
  return program;
}

describe('the tunnel of ssh', () => {
  it('is there once the socket is, and gone when it is closed', async () => {
    const ended = join(directory, 'ended');
    const tunnel = await openTunnel(
      BUILD,
      'Docker at ssh://build',
      ssh(`touch "$socket"; cat > /dev/null; touch ${ended}`),
    );
    expect(existsSync(tunnel.path)).toBe(true);
    tunnel.close();
    for (let turn = 0; turn < 100 && existsSync(tunnel.path); turn += 1) await pause(20);
    expect(existsSync(tunnel.path)).toBe(false);
  });

  it('is opened again where it ends', async () => {
    const starts = join(directory, 'starts');
    const program = ssh(
      `echo start >> ${starts}; touch "$socket"; [ $(wc -l < ${starts}) -gt 1 ] && exec cat > /dev/null`,
    );
    const tunnel = await openTunnel(BUILD, 'Docker at ssh://build', program);
    const count = (): number => readFileSync(starts, 'utf8').split('\n').length - 1;
    for (let turn = 0; turn < 200 && count() < 2; turn += 1) await pause(20);
    tunnel.close();
    expect(count()).toBe(2);
  });

  it('says what ssh says where it cannot log in, and how to try it', async () => {
    const opening = openTunnel(
      BUILD,
      'Docker at ssh://build',
      ssh('printf "Host key verification failed.\\033[31m" >&2; exit 255'),
    );
    await expect(opening).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: 'Cannot reach Docker at ssh://build',
      hint: expect.stringMatching(/^ssh says: Host key verification failed\. .*ssh -o BatchMode=yes build true$/),
    });
  });

  it('needs ssh', async () => {
    await expect(openTunnel(BUILD, 'Docker at ssh://build', join(directory, 'absent'))).rejects.toMatchObject({
      hint: expect.stringContaining('ENOENT'),
    });
  });

  it('takes nothing of an address for an option', () => {
    const given = sshArguments({ ...BUILD, host: '-oProxyCommand=evil', user: '-v', port: 22 }, '/local.sock');
    expect(given.slice(-3)).toEqual(['--', '-oProxyCommand=evil', 'cat > /dev/null']);
    expect(given.slice(given.indexOf('-l'), given.indexOf('-l') + 2)).toEqual(['-l', '-v']);
  });
});
