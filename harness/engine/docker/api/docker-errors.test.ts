import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../../errors.ts';
import { DeadlineError } from '../../deadline.ts';
import { DOCKER_DIALECT } from '../docker-dialect.ts';
import { describeFailure, engineError, isUngrantable, isUnreachable } from './docker-errors.ts';

const API = {
  dialect: DOCKER_DIALECT,
  endpoint: {
    url: 'unix:///var/run/docker.sock',
    source: 'default',
    isChosen: false,
    transport: { kind: 'socket', path: '/var/run/docker.sock' },
  },
} as const;

const refusal = (statusCode: number, message: string): Error =>
  Object.assign(new Error(`(HTTP code ${statusCode}) no such container - ${message} `), {
    statusCode,
    json: { message },
  });
const transport = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

describe('errors of the engine', () => {
  it('are told in the words of the engine', () => {
    expect(describeFailure(refusal(404, 'No such image: x:y'))).toBe('No such image: x:y');
    expect(describeFailure(new Error('(HTTP code 500) unexpected - boom '))).toBe('boom');
  });

  it.each([
    ['ENOENT', 'Start the daemon or set DOCKER_HOST.'],
    ['ECONNREFUSED', 'Start the daemon or set DOCKER_HOST.'],
    ['EACCES', 'Your user may not use the socket: join the docker group (and log in again), or use sudo.'],
    ['ENOTFOUND', 'Start the daemon or set DOCKER_HOST. (connect ENOTFOUND)'],
  ])('say how to get out of %s', (code, hint) => {
    expect(engineError('do it', API, transport(code))).toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: 'Cannot reach Docker at unix:///var/run/docker.sock',
      hint,
    });
  });

  it('name what could not be done when the engine refused it', () => {
    const error = engineError('create the network x', API, refusal(403, 'pool exhausted'));
    expect(error).toMatchObject({ code: 'ENGINE_FAILED', message: 'Cannot create the network x: pool exhausted' });
  });

  it('are not wrapped twice', () => {
    const inner = new HarnessError('REGISTRY_FAILED', 'inner');
    expect(engineError('do it', API, inner)).toBe(inner);
  });

  it('tell an engine that does not answer from one that refuses', () => {
    expect([transport('ECONNRESET'), new DeadlineError(1)].map(isUnreachable)).toEqual([true, true]);
    expect([refusal(500, 'x'), new TypeError('a bug')].map(isUnreachable)).toEqual([false, false]);
  });

  it.each([
    'invalid CapAdd: unknown capability: "CAP_BPF"',
    'invalid CapAdd: capability not supported by your kernel or not available in the current environment: "CAP_SYS_RESOURCE"',
    'OCI runtime create failed: runc create failed: unable to start container process: unable to apply caps: operation not permitted: unknown',
  ])('recognise a set that the engine cannot grant: %s', (message) => {
    expect(isUngrantable(message)).toBe(true);
  });

  it.each([
    'exec: "/kaniko/executor": permission denied: unknown',
    'failed to mount overlay: operation not permitted',
    'no space left on device',
  ])('do not take another failure for that: %s', (message) => {
    expect(isUngrantable(message)).toBe(false);
  });
});
