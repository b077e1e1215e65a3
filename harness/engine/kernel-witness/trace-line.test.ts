import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTraceLine } from './trace-line.ts';

/** Lines of kernel 6.18, without the newline. The name of the program is what a hostile one gave itself. */
const SEEN = {
  check:
    ' a-7 [000] ) -> -14760   [001] .....  1190.045296: cap_capable: cred 0000000001b4609b, target_ns 000000005b3aeb67, capable_ns 0000000000000000, cap 8, ret -1',
  execve: '            true-14762   [000] .....  1190.045716: sys_execve -> 0x0',
  failedExecve: '            true-14762   [000] .....  1190.045620: sys_execve -> 0xfffffffffffffffe',
  refusedExecve: '           true-14762   [000] .....  1190.045620: sys_execve -> 0xffffffffffffffff',
  refusedChroot: ' a-7 [000] ) -> -14760   [001] .....  1190.045310: sys_chroot -> 0xffffffffffffffff',
  chroot: '            true-2210    [000] ..... 12190.045310: sys_chroot -> 0x0',
  umount: ' a-7 [000] ) -> -6755    [001] .N...  1852.691892: sys_umount -> 0xfffffffffffffff2',
  unshare: ' a-7 [000] ) -> -6755    [001] .....  1852.691915: sys_unshare -> 0x0',
  newUser: ' a-7 [000] ) -> -6755    [001] .....  1852.691893: sys_unshare(unshare_flags: 0x10000000)',
  newFiles: ' a-7 [000] ) -> -6755    [001] .....  1852.691915: sys_unshare(unshare_flags: 0x200)',
  capget:
    ' a-7 [000] ) -> -14760   [001] .....  1190.045292: sys_capget(header: 0x7fff0b161470, dataptr: 0x7fff0b161450)',
  capset: ' a-7 [000] ) -> -14760   [001] .....  1190.045294: sys_capset(header: 0x7fff0b161470, data: 0x7fff0b161450)',
  readBound:
    ' a-7 [000] ) -> -14760   [001] .....  1190.045299: sys_prctl(option: 0x17, arg2: 6, arg3: 0x43db79, arg4: 0x43db79, arg5: 0x7fff0b161648)',
  readUnknown:
    ' a-7 [000] ) -> -14760   [001] .....  1190.045300: sys_prctl(option: 0x17, arg2: 0x10000000003, arg3: 0, arg4: 0x43ee1d, arg5: 0x7fff0b161648)',
  readHidden:
    '            tiny-14760   [001] .....  1190.045300: sys_prctl(option: 0xdead00000017, arg2: 0x1f, arg3: 0, arg4: 0, arg5: 0)',
  keepCapabilities:
    ' a-7 [000] ) -> -14760   [001] .....  1190.045304: sys_prctl(option: 8, arg2: 1, arg3: 0, arg4: 0x43ee1d, arg5: 0)',
  dumpable:
    '            tiny-14760   [001] .....  1190.045304: sys_prctl(option: 4, arg2: 1, arg3: 0, arg4: 0x43ee1d, arg5: 0)',
  probe: '              su-14760   [001] .....  1190.045292: sys_capget(header: 0x7fff0b161470, dataptr: 0)',
  raiseAmbient:
    '              su-14760   [001] .....  1190.045303: sys_prctl(option: 0x2f, arg2: 2, arg3: 0, arg4: 0, arg5: 0)',
  askAmbient:
    ' a-7 [000] ) -> -14760   [001] .....  1190.045303: sys_prctl(option: 0x2f, arg2: 1, arg3: 0, arg4: 0, arg5: 0)',
  ioUring: ' a-7 [000] ) -> -14760   [001] .....  1190.045311: sys_io_uring_setup(entries: 1, params: 0)',
  newTask:
    ' a-7 [000] ) -> -14760   [001] .....  1190.046199: task_newtask: pid=14763 comm=a-7 [000] ) ->  clone_flags=1200000 oom_score_adj=0',
  newUserTask:
    '              sh-14721   [001] .....  1190.047127: task_newtask: pid=14764 comm=sh clone_flags=11200000 oom_score_adj=-998',
  otherAbi: '             p32-14764   [001] .....  1190.047317: sys_enter: NR 184 (0, 0, 0, 0, 0, 0)',
} as const;

const hostile = 'a-7 [000] ) -> ';

function call(name: string, more: object = {}): object {
  return { kind: 'call', program: hostile, call: name, capability: null, refused: false, ...more };
}

describe('a line of a trace', () => {
  it.each<[keyof typeof SEEN, object]>([
    ['check', { kind: 'check', program: hostile, capability: 'SETPCAP', granted: false }],
    ['execve', { kind: 'execution', program: 'true' }],
    ['failedExecve', { kind: 'nothing', program: 'true' }],
    ['refusedExecve', { kind: 'execution', program: 'true' }],
    ['refusedChroot', call('chroot', { refused: true })],
    ['chroot', call('chroot', { program: 'true' })],
    ['umount', call('umount2', { refused: true })],
    ['unshare', call('unshare')],
    ['newUser', call('user-namespace')],
    ['newFiles', { kind: 'nothing', program: hostile }],
    ['capget', call('capget')],
    ['capset', call('capset')],
    ['readBound', call('prctl(PR_CAPBSET_READ)', { capability: 'SETGID' })],
    ['readUnknown', call('prctl(PR_CAPBSET_READ)')],
    ['readHidden', call('prctl(PR_CAPBSET_READ)', { capability: 'SETFCAP', program: 'tiny' })],
    ['keepCapabilities', call('prctl(PR_SET_KEEPCAPS)')],
    ['probe', { kind: 'nothing', program: 'su' }],
    ['raiseAmbient', call('prctl(PR_CAP_AMBIENT)', { program: 'su' })],
    ['askAmbient', call('prctl(PR_CAP_AMBIENT_IS_SET)', { capability: 'CHOWN' })],
    ['dumpable', { kind: 'nothing', program: 'tiny' }],
    ['ioUring', call('io_uring_setup')],
    ['newTask', { kind: 'nothing', program: hostile }],
    ['newUserTask', call('user-namespace', { program: 'sh' })],
    ['otherAbi', call('other-abi', { program: 'p32' })],
  ])('tells of %s', (name, told) => {
    expect(parseTraceLine(SEEN[name])).toEqual(told);
  });

  it('tells the same, whatever up to 15 bytes the program calls itself', () => {
    const pieces = ['-1 ', '[0] . ', '1.1: ', 'sys_', ' -> 0x0', 'cap 1, ', 'ret 0', ': ', '(', ')', ' comm='];
    const names = fc
      .oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join('')),
      )
      .filter((name) => Buffer.byteLength(name) <= 15 && !/[\n\0]/.test(name));
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(SEEN)), names, (line, name) => {
        const rest = line.slice(line.search(/-\d+ +\[\d+\] \S+ +\d+\.\d+: /));
        const renamed = rest.replace(/ comm=.* clone_flags/, () => ` comm=${name} clone_flags`);
        const told = parseTraceLine(`${name.padStart(16)}${renamed}`);
        expect(told).toEqual({ ...parseTraceLine(line), program: name.replace(/^ +/, '') });
      }),
    );
  });

  it.each([
    '',
    'half a line',
    'CPU:1 [LOST 523 EVENTS]',
    '            true-14762   [000] .....  1190.045716: sys_execve',
    '            true-14762   [000] .....  1190.045716: sys_capget(header: 0x7f, dataptr: 0x7f) = 0',
    '            true-14762   [000] .....  1190.045716: sched_switch: prev_comm=a',
  ])('is not understood where it is %j', (line) => {
    expect(parseTraceLine(line)).toBeUndefined();
  });
});

describe('a line that a hostile program has a part in', () => {
  it('is read or not understood, whatever it is', () => {
    const seen = fc.constantFrom(...Object.values(SEEN));
    const cutLine = fc.tuple(seen, fc.nat(), fc.string(), seen).map(([line, at, text, other]) => {
      const place = at % (line.length + 1);
      return line.slice(0, place) + text + other.slice(place);
    });
    fc.assert(
      fc.property(fc.oneof(cutLine, fc.string({ unit: 'binary' })), (line) => {
        const told = parseTraceLine(line);
        expect(told === undefined || typeof told.program === 'string').toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
