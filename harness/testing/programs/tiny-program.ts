/** A system call by its number; of the arguments, the first two are enough here. */
export interface RawCall {
  readonly number: number;
  readonly arguments: readonly [bigint, bigint];
}

/**
 * The executable file of a program that makes these system calls one after another and exits, so that a test needs no compiler: of
 * a 64-bit program for x86-64, or of a 32-bit one for the same machine.
 */
export function tinyProgram(bits: 32 | 64, calls: readonly RawCall[]): Buffer {
  const exit: RawCall = { number: bits === 64 ? 60 : 1, arguments: [0n, 0n] };
  const code = Buffer.concat([...calls, exit].map(bits === 64 ? call64 : call32));
  return bits === 64 ? file64(code) : file32(code);
}

/** The executable file of a program that is this machine code of x86-64. */
export function executable64(code: Buffer): Buffer {
  return file64(code);
}

/** mov eax, number; mov rdi, first; mov rsi, second; xor edx, edx; syscall */
function call64({ number, arguments: [first, second] }: RawCall): Buffer {
  const code = Buffer.from('b800000000 48bf0000000000000000 48be0000000000000000 31d2 0f05'.replaceAll(' ', ''), 'hex');
  code.writeUInt32LE(number, 1);
  code.writeBigUInt64LE(first, 7);
  code.writeBigUInt64LE(second, 17);
  return code;
}

/** mov eax, number; mov ebx, first; mov ecx, second; int 0x80 */
function call32({ number, arguments: [first, second] }: RawCall): Buffer {
  const code = Buffer.from('b800000000 bb00000000 b900000000 cd80'.replaceAll(' ', ''), 'hex');
  code.writeUInt32LE(number, 1);
  code.writeUInt32LE(Number(first), 6);
  code.writeUInt32LE(Number(second), 11);
  return code;
}

const PAGE = 0x1000;
const START = 0x400000;

/** An ELF header and one loaded segment, which is the whole file. */
function file64(code: Buffer): Buffer {
  const head = Buffer.alloc(64 + 56);
  head.write('7f454c46020101', 'hex');
  for (const [at, value] of [[16, 2], [18, 62], [52, 64], [54, 56], [56, 1]] as const) head.writeUInt16LE(value, at); // biome-ignore format: a table
  for (const [at, value] of [[20, 1], [24, START + head.length], [32, 64], [64, 1], [68, 5]] as const) head.writeUInt32LE(value, at); // biome-ignore format: a table
  const length = head.length + code.length;
  for (const [at, value] of [[80, START], [88, START], [96, length], [104, length], [112, PAGE]] as const) head.writeUInt32LE(value, at); // biome-ignore format: a table
  return Buffer.concat([head, code]);
}

function file32(code: Buffer): Buffer {
  const head = Buffer.alloc(52 + 32);
  head.write('7f454c46010101', 'hex');
  for (const [at, value] of [[16, 2], [18, 3], [40, 52], [42, 32], [44, 1]] as const) head.writeUInt16LE(value, at); // biome-ignore format: a table
  const length = head.length + code.length;
  for (const [at, value] of [[20, 1], [24, START + head.length], [28, 52], [52, 1], [60, START], [64, START], [68, length], [72, length], [76, 5], [80, PAGE]] as const) head.writeUInt32LE(value, at); // biome-ignore format: a table
  return Buffer.concat([head, code]);
}
