import { describe, expect, it } from 'vitest';
import { mappingsIn, type RunningProgram, takeoverBetween } from './running-program.ts';

/** Mappings of a static program as the kernel tells of them, shortened; each changed by so many KiB. */
function smaps({
  text = 0,
  constants = 0,
  more = '',
}: {
  text?: number;
  constants?: number;
  more?: string;
} = {}): string {
  return `00400000-01c41000 r-xp 00000000 fe:00 100      /kaniko/executor
Size:              24836 kB
Anonymous:        ${text} kB
Swap:                  0 kB
VmFlags: rd ex mr mw me
01c41000-03000000 r--p 01841000 fe:00 100      /kaniko/executor
Anonymous:        0 kB
Swap:             ${constants} kB
03000000-03100000 rw-p 02c00000 fe:00 100      /kaniko/executor
Anonymous:        512 kB
Swap:             0 kB
c000000000-c000800000 rw-p 00000000 00:00 0
Anonymous:        8192 kB
Swap:             0 kB
7ffd000000-7ffd002000 r-xp 00000000 00:00 0                          [vdso]
Anonymous:        0 kB
Swap:             0 kB
${more}`;
}

function running(text: string, file = '1 100 7'): RunningProgram {
  return { file, mappings: mappingsIn(text) };
}

const BEFORE = running(smaps());
const LIBRARY =
  '7f0000000-7f0002000 r-xp 00000000 fe:00 200 /tmp/x.so\nAnonymous:        0 kB\nSwap:             0 kB\n';

describe('a process that was taken over', () => {
  it('is not one whose data alone has changed', () => {
    const grown = smaps({ more: 'c000800000-c000900000 rw-p 00000000 00:00 0\nAnonymous: 4 kB\nSwap: 0 kB\n' });
    expect(takeoverBetween(BEFORE, running(grown))).toBeUndefined();
  });

  it('has other code, or other constants, than its file', () => {
    for (const changed of [{ text: 4 }, { constants: 4 }]) {
      expect(takeoverBetween(BEFORE, running(smaps(changed)))).toBe('has other code in its memory than its file');
    }
    const made = smaps().replace('r-xp 00000000 fe', 'rwxp 00000000 fe');
    expect(takeoverBetween(BEFORE, running(made))).toBe('has other code in its memory than its file');
  });

  it('runs another file, or its own after a change', () => {
    expect(takeoverBetween(BEFORE, running(smaps(), '1 100 8'))).toBe('runs another program, or its file was changed');
  });

  it('runs code from no file, or of another one', () => {
    const made = 'c000800000-c000900000 rwxp 00000000 00:00 0\nAnonymous:        4 kB\nSwap:             0 kB\n';
    expect(takeoverBetween(BEFORE, running(smaps({ more: made })))).toBe('runs code that comes from no file');
    expect(takeoverBetween(BEFORE, running(smaps({ more: LIBRARY })))).toBe('runs code of another file');
  });

  it('is not one that loads libraries and loads another', () => {
    const other = LIBRARY.replaceAll('7f', '7e').replace('200', '300');
    const before = running(smaps({ more: LIBRARY }));
    expect(takeoverBetween(before, running(smaps({ more: LIBRARY + other })))).toBeUndefined();
  });
});
