import { CAPABILITIES } from '../../capabilities/capability.ts';

/** The attribute in which the kernel keeps a file's capabilities. */
export const FILE_CAPABILITIES_XATTR = 'security.capability';

const EFFECTIVE = 1;

/** Size in bytes by revision (VFS_CAP_REVISION_1 to 3 in include/uapi/linux/capability.h). */
const SIZES: ReadonlyMap<number, number> = new Map([
  [1, 12],
  [2, 20],
  [3, 24],
]);

/** File capabilities in the words of getcap, `cap_net_raw=ep`; the hexadecimal text itself if it is not a valid value. */
export function describeFileCapabilities(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const revision = bytes[3] ?? 0;
  if (bytes.length !== SIZES.get(revision)) return `0x${hex}`;
  const isEffective = ((bytes[0] ?? 0) & EFFECTIVE) !== 0;
  const words = revision === 1 ? [4] : [4, 12];
  const permitted = mask(bytes, words);
  const inheritable = mask(
    bytes,
    words.map((offset) => offset + 4),
  );
  const rootUid = revision === 3 && bytes.readUInt32LE(20) !== 0 ? ` [rootid=${bytes.readUInt32LE(20)}]` : '';
  return `${clauses(permitted, inheritable, isEffective)}${rootUid}`;
}

/** Capabilities with the same flags share a clause. */
function clauses(permitted: bigint, inheritable: bigint, isEffective: boolean): string {
  const byFlags = new Map<string, string[]>();
  for (let number = 0; number < 64; number++) {
    const isPermitted = has(permitted, number);
    const isInheritable = has(inheritable, number);
    if (!isPermitted && !isInheritable) continue;
    const flags = `${isEffective ? 'e' : ''}${isInheritable ? 'i' : ''}${isPermitted ? 'p' : ''}`;
    byFlags.set(flags, [...(byFlags.get(flags) ?? []), nameOf(number)]);
  }
  if (byFlags.size === 0) return isEffective ? '=e' : '=';
  return [...byFlags].map(([flags, names]) => `${names.join(',')}=${flags}`).join(' ');
}

function mask(bytes: Buffer, offsets: readonly number[]): bigint {
  return offsets.reduce((sum, offset, word) => sum | (BigInt(bytes.readUInt32LE(offset)) << BigInt(32 * word)), 0n);
}

function has(set: bigint, number: number): boolean {
  return ((set >> BigInt(number)) & 1n) === 1n;
}

function nameOf(number: number): string {
  const name = CAPABILITIES[number];
  return name === undefined ? `cap_${number}` : `cap_${name.toLowerCase()}`;
}
