import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from '../../capabilities/capability.ts';
import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import { UNKNOWN_PROGRAM } from '../../vocabulary/capability-checks.ts';
import type { TraceSettings } from './trace-settings.ts';
import { createTraceTally } from './trace-tally.ts';

/** A check as the kernel sees it. */
interface Check {
  readonly program: string;
  readonly number: number;
  readonly granted: boolean;
}

/** What a program may call itself: up to 15 bytes of anything. */
const programs = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 15 }),
    fc.constantFrom('a-7 [000] .', 'cap 1, ret 0', ') : (', '<...>', '1.5: cap_capabl', 'su -', '#', 'CPU:0 [LOST 1 E'),
  )
  .filter((program) => Buffer.byteLength(program) <= 15 && !/[\n\0]/.test(program));

const checks: fc.Arbitrary<Check[]> = fc.array(
  fc.record({ program: programs, number: fc.nat({ max: CAPABILITIES.length - 1 }), granted: fc.boolean() }),
  { maxLength: 60 },
);

/** The kernel's `%16s-%-7d [%03d] %s ` and the event's own text. */
function line({ program, number, granted }: Check, index = 0): string {
  const pid = String(1_000 + index).padEnd(7);
  const pointers = 'cred 00000000abcdef01, target_ns 0000000011111111, capable_ns 0000000022222222';
  const text = `cap_capable: ${pointers}, cap ${number}, ret ${granted ? 0 : -1}`;
  return `${program.padStart(16)}-${pid} [00${index % 8}] ..... ${String(index).padStart(5)}.123456: ${text}\n`;
}

const EVERY_CHECK: TraceSettings = { withSysAdmin: true, withCalls: false };

function tallyOf(text: string, pieceLength = 7, settings = EVERY_CHECK): CapabilityChecks {
  const tally = createTraceTally(settings);
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += pieceLength) tally.add(bytes.subarray(from, from + pieceLength));
  return tally.result(false);
}

describe('the tally of a trace', () => {
  it('counts every check, whatever a program calls itself, in any order, in pieces of any length', () => {
    fc.assert(
      fc.property(checks, fc.integer({ min: 1, max: 300 }), (made, pieceLength) => {
        const { complete, checks: counted } = tallyOf(made.map(line).join(''), pieceLength);
        expect(complete).toBe(true);
        const expected = new Map<string, number>();
        for (const { program, number, granted } of made) {
          // The kernel fills up with spaces on the left, so that spaces of the name's own cannot be told from them.
          const key = JSON.stringify([CAPABILITIES[number], granted, program.replace(/^ +/, '')]);
          expected.set(key, (expected.get(key) ?? 0) + 1);
        }
        const found = counted.map(({ capability, granted, program, count }): [string, number] => [
          JSON.stringify([capability, granted, program]),
          count,
        ]);
        expect(new Map(found)).toEqual(expected);
        expect(found).toHaveLength(expected.size);
      }),
    );
  });

  it('gives the same for the same checks in another order', () => {
    fc.assert(
      fc.property(checks, (made) => {
        expect(tallyOf(made.toReversed().map(line).join(''))).toEqual(tallyOf(made.map(line).join('')));
      }),
    );
  });

  it('is incomplete, but loses no check, when a program breaks its lines with a newline in its name', () => {
    const { complete, checks: counted } = tallyOf(line({ program: 'two\nlines', number: 0, granted: false }));
    expect(complete).toBe(false);
    expect(counted).toEqual([{ capability: 'CHOWN', granted: false, program: 'lines', count: 1 }]);
  });

  it.each(['CPU:1 [LOST 523 EVENTS]\n', 'CPU:1 [LOST EVENTS]\n', 'x'.repeat(10_000), 'half a line'])(
    'is incomplete after %j',
    (text) => {
      expect(tallyOf(text)).toEqual({ complete: false, checks: [], behaviour: null });
    },
  );

  it('is incomplete when the buffer was too small', () => {
    expect(createTraceTally(EVERY_CHECK).result(true)).toMatchObject({ complete: false, checks: [] });
  });

  it('leaves out a capability that only a newer kernel has', () => {
    expect(tallyOf(line({ program: 'a', number: 63, granted: true }))).toMatchObject({ complete: true, checks: [] });
  });

  it('keeps within bounds when a program gives itself ever new names, and still counts all its checks', () => {
    const made = Array.from({ length: 5_000 }, (_, index) => ({ program: `n${index}`, number: 1, granted: false }));
    const { checks: counted } = tallyOf(made.map(line).join(''), 65_536);
    expect(counted.length).toBeLessThan(1_100);
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    expect(counted.some(({ program }) => program === UNKNOWN_PROGRAM)).toBe(true);
  });
});

describe('the tally of what a build does beside its checks', () => {
  const wanted: TraceSettings = { withSysAdmin: false, withCalls: true };
  const event = (program: string, text: string): string =>
    `${program.padStart(16)}-1000    [000] .....     1.123456: ${text}\n`;
  const sysAdmin = line({ program: 'executor', number: 21, granted: false });

  it('counts executions, and equal calls together, in the same order whatever came first', () => {
    const lines = [
      event('su', 'sys_chroot -> 0x0'),
      event('chroot', 'sys_execve -> 0x0'),
      event('sh', 'sys_execveat -> 0x0'),
      event('sh', 'sys_execve -> 0xfffffffffffffffe'),
      event('a', 'sys_chroot -> 0xffffffffffffffff'),
      event('su', 'sys_chroot -> 0x0'),
      event('su', 'sys_capget(header: 0x7ffc, dataptr: 0x7ffd)'),
      sysAdmin,
    ];
    const expected = {
      control: true,
      executions: 2,
      setfcapAfterExecution: false,
      calls: [
        { call: 'capget', capability: null, refused: false, program: 'su', count: 1 },
        { call: 'chroot', capability: null, refused: false, program: 'su', count: 2 },
        { call: 'chroot', capability: null, refused: true, program: 'a', count: 1 },
      ],
    };
    for (const order of [lines, lines.toReversed()]) {
      expect(tallyOf(order.join(''), 7, wanted)).toEqual({ complete: true, checks: [], behaviour: expected });
    }
  });

  it('has a control as soon as a check was seen, also one that is not wanted', () => {
    const tally = createTraceTally(wanted);
    tally.add(Buffer.from(event('sh', 'sys_execve -> 0x0')));
    expect(tally.hasSeenCheck()).toBe(false);
    tally.add(Buffer.from(sysAdmin));
    expect(tally.hasSeenCheck()).toBe(true);
    expect(tally.result(false)).toMatchObject({ checks: [], behaviour: { control: true } });
  });

  it('is incomplete after an event that was not asked for', () => {
    expect(tallyOf(event('sh', 'sys_enter_acct(name: 0)'), 7, wanted)).toMatchObject({ complete: false });
  });

  it('keeps within bounds when a program gives itself ever new names', () => {
    const text = Array.from({ length: 3_000 }, (_, index) => event(`n${index}`, 'sys_acct -> 0x0')).join('');
    const { calls = [] } = tallyOf(text, 65_536, wanted).behaviour ?? {};
    expect(calls.length).toBeLessThan(1_100);
    expect(calls.reduce((sum, { count }) => sum + count, 0)).toBe(3_000);
  });
});
