import { CAPABILITIES } from '../../capabilities/capability.ts';
import { type CapabilitySet, EMPTY_SET, fromMask, union } from '../../capabilities/capability-set.ts';

/** The attribute in which the kernel keeps a file's capabilities. */
export const FILE_CAPABILITIES_XATTR = 'security.capability';

const EFFECTIVE = 1;

/** Size in bytes by revision (VFS_CAP_REVISION_1 to 3 in include/uapi/linux/capability.h). */
const SIZES: ReadonlyMap<number, number> = new Map([
  [1, 12],
  [2, 20],
  [3, 24],
]);

/** What the attribute says. */
interface FileCapabilities {
  readonly permitted: bigint;
  readonly inheritable: bigint;
  readonly isEffective: boolean;
  /** The user who is root in the user namespace that it holds in; 0 for all. */
  readonly rootUid: number;
}

/** File capabilities in the words of getcap, `cap_net_raw=ep`; the hexadecimal text itself if it is not a valid value. */
export function describeFileCapabilities(hex: string): string {
  const parsed = parseFileCapabilities(Buffer.from(hex, 'hex'));
  if (parsed === undefined) return `0x${hex}`;
  const rootUid = parsed.rootUid === 0 ? '' : ` [rootid=${parsed.rootUid}]`;
  return `${clauses(parsed)}${rootUid}`;
}

/**
 * What the kernel may give a program whose file has this attribute. An invalid value gives nothing: the kernel refuses to execute
 * such a file (security/commoncap.c, get_file_caps).
 */
export function capabilitiesOfFile(attribute: Buffer): CapabilitySet {
  const parsed = parseFileCapabilities(attribute);
  return parsed === undefined ? EMPTY_SET : union(fromMask(parsed.permitted), fromMask(parsed.inheritable));
}

function parseFileCapabilities(bytes: Buffer): FileCapabilities | undefined {
  const revision = bytes[3] ?? 0;
  if (bytes.length !== SIZES.get(revision)) return undefined;
  const words = revision === 1 ? [4] : [4, 12];
  return {
    permitted: mask(bytes, words),
    inheritable: mask(
      bytes,
      words.map((offset) => offset + 4),
    ),
    isEffective: ((bytes[0] ?? 0) & EFFECTIVE) !== 0,
    rootUid: revision === 3 ? bytes.readUInt32LE(20) : 0,
  };
}

/** Capabilities with the same flags share a clause. */
function clauses({ permitted, inheritable, isEffective }: FileCapabilities): string {
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
