import { readFile } from 'node:fs/promises';
import { HarnessError, messageOf } from '../../errors.ts';

/** `e_machine` and byte order of the architectures that executors are built for, by each of their names. */
const MACHINES: Readonly<Record<string, { machine: number; littleEndian: boolean }>> = {
  amd64: { machine: 62, littleEndian: true },
  x86_64: { machine: 62, littleEndian: true },
  arm64: { machine: 183, littleEndian: true },
  aarch64: { machine: 183, littleEndian: true },
  ppc64le: { machine: 21, littleEndian: true },
  riscv64: { machine: 243, littleEndian: true },
  s390x: { machine: 22, littleEndian: false },
};

const PROGRAM_HEADER_INTERPRETER = 3;

/**
 * Reads a program that is to run in an empty root filesystem.
 *
 * @throws HarnessError EXECUTOR_UNREADABLE if there is none, NOT_AN_EXECUTOR if it cannot run there.
 */
export async function readStaticExecutable(path: string, architecture: string): Promise<Buffer> {
  const program = await readFile(path).catch((error: unknown) => {
    throw new HarnessError('EXECUTOR_UNREADABLE', `Cannot read the executor ${path}: ${messageOf(error)}`, {
      hint: 'Pass the path of a Kaniko executor binary.',
      cause: error,
    });
  });
  const problem = findProblem(program, architecture);
  if (problem === undefined) return program;
  throw new HarnessError('NOT_AN_EXECUTOR', `${path} cannot be wrapped into an image: ${problem}`, {
    hint: `Build the executor with CGO_ENABLED=0 GOOS=linux for ${architecture}.`,
  });
}

function findProblem(program: Buffer, architecture: string): string | undefined {
  const isElf64 = program.length >= 64 && program.readUInt32BE(0) === 0x7f454c46 && program[4] === 2;
  if (!isElf64) return 'it is not a 64-bit ELF executable';
  const littleEndian = program[5] === 1;
  const u16 = (at: number): number => (littleEndian ? program.readUInt16LE(at) : program.readUInt16BE(at));
  // ET_EXEC, or ET_DYN for position-independent ones.
  if (u16(16) !== 2 && u16(16) !== 3) return 'it is an ELF file, but not an executable';
  const wanted = MACHINES[architecture];
  if (wanted !== undefined && (wanted.machine !== u16(18) || wanted.littleEndian !== littleEndian)) {
    return `it is built for another architecture than the engine's, ${architecture}`;
  }
  return programHeaderTypes(program, littleEndian, u16).includes(PROGRAM_HEADER_INTERPRETER)
    ? 'it is dynamically linked'
    : undefined;
}

function programHeaderTypes(program: Buffer, littleEndian: boolean, u16: (at: number) => number): number[] {
  const offset = Number(littleEndian ? program.readBigUInt64LE(32) : program.readBigUInt64BE(32));
  const [entrySize, count] = [u16(54), u16(56)];
  return Array.from({ length: count }, (_, index) => offset + index * entrySize)
    .filter((at) => at + 4 <= program.length)
    .map((at) => (littleEndian ? program.readUInt32LE(at) : program.readUInt32BE(at)));
}
