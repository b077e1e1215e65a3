import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { HarnessError } from '../../../errors.ts';
import { pause } from '../../deadline.ts';
import type { Transport } from './endpoint.ts';

type SshTransport = Extract<Transport, { kind: 'ssh' }>;

/** A socket of this machine that leads to the engine's on another one. */
export interface Tunnel {
  /** Absolute path of the socket. */
  readonly path: string;
  /** What ssh said last; empty if it said nothing. */
  said(): string;
  close(): void;
}

/** The tunnel for somebody who needs it for a while: it is not closed with the connection. */
export function lent(tunnel: Tunnel | undefined): Tunnel | undefined {
  return tunnel && { ...tunnel, close: () => undefined };
}

/** How long ssh may take to log in. */
const LOGIN_DEADLINE_MS = 30_000;

/** The pause before ssh is started again after it has ended. */
const AGAIN_MS = 1_000;

/** How much of what ssh says is kept. */
const MOST_SAID = 500;

/**
 * Logs in with the user's own ssh, so that its configuration, its keys and its known hosts hold. All requests go through one
 * connection: a server refuses many that begin at once. It asks nothing; where ssh would ask, it fails. `there` names the engine and
 * its address in errors.
 *
 * @throws HarnessError ENGINE_UNREACHABLE if it cannot log in.
 */
export async function openTunnel(transport: SshTransport, there: string, program = 'ssh'): Promise<Tunnel> {
  const directory = await mkdtemp(join(tmpdir(), 'kaniko-caps-ssh-'));
  const path = join(directory, 'docker.sock');
  const closing = new AbortController();
  let said = '';
  let ssh: ChildProcess | undefined;
  const start = (): void => {
    // It ends when its standard input does, so that it does not outlive a process that is killed. Ctrl-C is not for it: what is on
    // the other machine has still to be removed.
    ssh = spawn(program, sshArguments(transport, path), { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
    ssh.stdin?.on('error', () => undefined);
    ssh.stderr?.on('data', (text: Buffer) => {
      said = (said + stripVTControlCharacters(text.toString())).slice(-MOST_SAID);
    });
    ssh.on('error', (error) => {
      said = error.message;
    });
    ssh.on('close', () => void again());
  };
  const again = async (): Promise<void> => {
    await pause(AGAIN_MS, closing.signal);
    if (!closing.signal.aborted) start();
  };
  const close = (): void => {
    closing.abort();
    ssh?.kill();
    void rm(directory, { recursive: true, force: true });
  };
  start();
  if (await isThere(path, () => ssh)) return { path, said: () => said.trim(), close };
  close();
  throw cannotLogIn(transport, there, said.trim());
}

/** Whether the socket is there, which ssh makes once it has logged in. */
async function isThere(path: string, ssh: () => ChildProcess | undefined): Promise<boolean> {
  const first = ssh();
  let isOver = false;
  first?.on('close', () => {
    isOver = true;
  });
  for (const giveUpAt = Date.now() + LOGIN_DEADLINE_MS; Date.now() < giveUpAt; await pause(20)) {
    if (existsSync(path)) return true;
    if (isOver) return false;
  }
  return false;
}

/** The arguments of ssh; the address may be hostile, so nothing of it is read as an option. */
export function sshArguments({ host, port, user, socket }: SshTransport, path: string): string[] {
  const settings = {
    BatchMode: 'yes',
    ControlMaster: 'no',
    ControlPath: 'none',
    ExitOnForwardFailure: 'yes',
    ServerAliveCountMax: '2',
    ServerAliveInterval: '5',
    StreamLocalBindMask: '0177',
    StreamLocalBindUnlink: 'yes',
  };
  return [
    '-T',
    ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '-L',
    `${path}:${socket}`,
    '--',
    host,
    'cat > /dev/null',
  ];
}

function cannotLogIn({ host, user }: SshTransport, there: string, said: string): HarnessError {
  const login = user === undefined ? host : `${user}@${host}`;
  return new HarnessError('ENGINE_UNREACHABLE', `Cannot reach ${there}`, {
    hint: `${wordsOf(said)}ssh must log in without a question: try ssh -o BatchMode=yes ${login} true`,
  });
}

/** The HarnessError for a machine where ssh logs in, and no engine answers. */
export function silentBehind({ socket }: SshTransport, there: string, said: string): HarnessError {
  return new HarnessError('ENGINE_UNREACHABLE', `Cannot reach ${there}`, {
    hint: `${wordsOf(said)}Your user there must be allowed to use ${socket}, and sshd to forward it. Write another socket as ssh://HOST/PATH.`,
  });
}

function wordsOf(said: string): string {
  const words = said.replaceAll(/\s*\n\s*/g, '; ').replace(/\.$/, '');
  return words === '' ? '' : `ssh says: ${words}. `;
}
