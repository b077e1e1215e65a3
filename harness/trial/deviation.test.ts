import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../capabilities/capability-set.ts';
import { ROOT } from '../engine/container-setup.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import { deviation, type RequestedPrivilege } from './deviation.ts';

const CHOWN = setOf('CHOWN');

const REQUESTED: RequestedPrivilege = {
  granted: CHOWN,
  user: ROOT,
  seccomp: 'default',
  noNewPrivileges: false,
  umask: null,
  engine: { rootless: false, userNamespaceRemapping: false },
};

const STATUS: ProcessStatus = {
  name: 'executor',
  inheritable: EMPTY_SET,
  permitted: CHOWN,
  effective: CHOWN,
  bounding: CHOWN,
  ambient: EMPTY_SET,
  noNewPrivileges: false,
  seccomp: 2,
  uids: [0, 0, 0, 0],
  gids: [0, 0, 0, 0],
  groups: [0],
  umask: '0022',
};

const REMAPPED = { rootless: false, userNamespaceRemapping: true };

const OTHER_USER = { uids: [1000, 1000, 1000, 1000], permitted: EMPTY_SET, effective: EMPTY_SET };

describe('a process that has what was asked for', () => {
  it.each<[what: string, status: Partial<ProcessStatus>, requested: Partial<RequestedPrivilege>]>([
    ['root', {}, {}],
    ['another user', OTHER_USER, { user: { id: 1000, groupId: null } }],
    ['another user and group', { ...OTHER_USER, gids: [7, 7, 7, 7] }, { user: { id: 1000, groupId: 7 } }],
    ['no filter', { seccomp: 0 }, { seccomp: 'unconfined' }],
    ['a filter of its own', {}, { seccomp: { name: 'a.json', json: '{}' } }],
    ['an engine whose own filter is none', { seccomp: 0 }, {}],
    ['no new privileges', { noNewPrivileges: true }, { noNewPrivileges: true }],
    ['the umask of the first trial', {}, { umask: '0022' }],
    ['a kernel that does not tell the umask', { umask: null }, { umask: '0022' }],
    [
      'root of a user namespace, seen from inside',
      { uidMap: '0 * 65536' },
      { engine: { ...REMAPPED, uidMap: '0 * 65536' } },
    ],
    ['mapped ids', { uids: [100000, 100000, 100000, 100000] }, { engine: { ...REQUESTED.engine, rootless: true } }],
  ])('counts: %s', (_, status, requested) => {
    expect(deviation({ ...STATUS, ...status }, { ...REQUESTED, ...requested })).toBeUndefined();
  });
});

describe('a process under another configuration than the one asked for', () => {
  it.each<[message: string, status: Partial<ProcessStatus>, requested: Partial<RequestedPrivilege>]>([
    ['Uid is 1000 1000 1000 1000 instead of 0', { uids: [1000, 1000, 1000, 1000] }, {}],
    [
      'Uid is 1000 1000 1000 0 instead of 1000',
      { ...OTHER_USER, uids: [1000, 1000, 1000, 0] },
      { user: { id: 1000, groupId: null } },
    ],
    ['Gid is 0 0 0 0 instead of 7', OTHER_USER, { user: { id: 1000, groupId: 7 } }],
    ['Seccomp is 2 instead of 0', {}, { seccomp: 'unconfined' }],
    ['Seccomp is 0 instead of 2', { seccomp: 0 }, { seccomp: { name: 'a.json', json: '{}' } }],
    ['NoNewPrivs is 0, though no-new-privileges was asked for', {}, { noNewPrivileges: true }],
    [
      'NoNewPrivs is 1, though nobody asked for it: the engine imposes it, so ask for it with --no-new-privileges',
      { noNewPrivileges: true },
      {},
    ],
    [
      'It has no user namespace of its own: its user ids are mapped as 0 0 4294967295',
      { uidMap: '0 0 4294967295' },
      { engine: REMAPPED },
    ],
    [
      'Its user ids are mapped as 0 * 1000 instead of 0 * 65536',
      { uidMap: '0 * 1000' },
      { engine: { ...REMAPPED, uidMap: '0 * 65536' } },
    ],
    [
      'Uid is 65534 65534 65534 65534 instead of 0',
      { uids: [65534, 65534, 65534, 65534], uidMap: '0 * 65536' },
      { engine: REMAPPED },
    ],
    ['Umask is 0077, but it was 0022 in the first trial of this case', { umask: '0077' }, { umask: '0022' }],
  ])('is void: %s', (message, status, requested) => {
    const outcome = deviation({ ...STATUS, ...status }, { ...REQUESTED, ...requested });
    expect(outcome).toEqual({ kind: 'infrastructure', class: 'configuration-not-in-force', message });
  });
});
