import { describeFileCapabilities, FILE_CAPABILITIES_XATTR } from '../fingerprint/file-capabilities.ts';
import type { Entry, EntryType } from '../fingerprint/fingerprint.ts';

const TYPES: Readonly<Record<EntryType, string>> = {
  file: 'a file',
  directory: 'a directory',
  symlink: 'a symbolic link',
  hardlink: 'a hard link',
  'character-device': 'a character device',
  'block-device': 'a block device',
  fifo: 'a named pipe',
  whiteout: 'a whiteout',
  opaque: 'an opaque marker',
};

const SPECIAL_BITS = [
  { bit: 0o4000, name: 'setuid' },
  { bit: 0o2000, name: 'setgid' },
  { bit: 0o1000, name: 'sticky' },
];

/** What an entry is: `a file`. */
export function describeType({ type }: Entry): string {
  return TYPES[type];
}

/** What an entry is, in short: `a file, 2755 0:42, setgid`. */
export function describeEntry(entry: Entry): string {
  const access = `${formatMode(entry.mode)} ${entry.uid}:${entry.gid}`;
  const capabilities = entry.xattrs?.[FILE_CAPABILITIES_XATTR];
  const granted = capabilities === undefined ? '' : describeFileCapabilities(capabilities);
  return [describeType(entry), access, specialBits(entry.mode), granted].filter((part) => part !== '').join(', ');
}

/** The names of the bits above the permissions: `setuid and setgid`; empty if there are none. */
export function specialBits(mode: number): string {
  return SPECIAL_BITS.filter(({ bit }) => (mode & bit) !== 0)
    .map(({ name }) => name)
    .join(' and ');
}

/** Permission bits in octal, four digits at least. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
