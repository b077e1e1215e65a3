import { printable, printablePath } from '../../text/printable.ts';
import { describeFileCapabilities, FILE_CAPABILITIES_XATTR } from '../fingerprint/file-capabilities.ts';
import type { Entry } from '../fingerprint/fingerprint.ts';
import { describeEntry, describeType, formatMode, specialBits } from './describe-entry.ts';
import type { WeighedDifference } from './gravity.ts';

/** Something that may stand at a path, in the reference image and in the image. */
export interface EntryPair {
  readonly path: string;
  readonly reference: Entry | undefined;
  readonly image: Entry | undefined;
  /** What holds the entries, in words: `layer 2 of 3`. */
  readonly place: string;
}

/** Everything in which what stands at a path differs from the reference. */
export function compareEntries({ path, reference, image, place }: EntryPair): WeighedDifference[] {
  const shown = printablePath(path);
  if (image !== undefined && isDeletion(image) && !isDeletion(reference))
    return [falseDeletion(shown, reference, image)];
  if (reference === undefined) return image === undefined ? [] : [surplus(shown, image)];
  if (isDeletion(reference) && !isDeletion(image)) return [missingDeletion(shown, reference, image)];
  if (image === undefined) return [missing(shown, reference, place)];
  return [
    ...compareType(shown, reference, image),
    ...compareMode(shown, reference, image),
    ...compareOwner(shown, reference, image),
    ...compareXattrs(shown, reference, image),
    ...comparePayload(shown, reference, image),
    ...compareMarks(shown, reference, image),
  ];
}

function isDeletion(entry: Entry | undefined): boolean {
  return entry?.type === 'whiteout' || entry?.type === 'opaque';
}

function falseDeletion(shown: string, reference: Entry | undefined, image: Entry): WeighedDifference {
  const was = reference === undefined ? '' : ` (${describeEntry(reference)})`;
  const text =
    image.type === 'opaque'
      ? `${shown} is emptied by a false opaque marker${was}`
      : `${shown} is deleted by a false whiteout${was}`;
  return { gravity: 'false-deletion', field: 'whiteout', text };
}

function missingDeletion(shown: string, reference: Entry, image: Entry | undefined): WeighedDifference {
  const verb = reference.type === 'opaque' ? 'emptied' : 'deleted';
  const text =
    image === undefined
      ? `${shown} is not ${verb}`
      : `${shown} is there, but is ${verb} in the reference (${describeEntry(image)})`;
  return { gravity: 'missing', field: 'whiteout', text };
}

function missing(shown: string, reference: Entry, place: string): WeighedDifference {
  const isPrivileged = specialBits(reference.mode) !== '' || reference.xattrs?.[FILE_CAPABILITIES_XATTR] !== undefined;
  const gravity = isPrivileged ? 'lost-privilege' : 'missing';
  return {
    gravity: reference.type === 'directory' ? 'missing-directory' : gravity,
    field: 'presence',
    text: `${shown} is missing from ${place} (${describeEntry(reference)})`,
  };
}

function surplus(shown: string, image: Entry): WeighedDifference {
  const text = `${shown} is there, but not in the reference (${describeEntry(image)})`;
  return { gravity: 'surplus', field: 'presence', text };
}

function compareType(shown: string, reference: Entry, image: Entry): WeighedDifference[] {
  if (image.type === reference.type) return [];
  const text = `${shown} is ${describeType(image)} instead of ${describeType(reference)}`;
  return [{ gravity: 'other-kind', field: 'type', text }];
}

function compareMode(shown: string, reference: Entry, image: Entry): WeighedDifference[] {
  if (image.mode === reference.mode) return [];
  const lost = specialBits(reference.mode & ~image.mode);
  const gained = specialBits(image.mode & ~reference.mode);
  const changes = [...(lost === '' ? [] : [`lost ${lost}`]), ...(gained === '' ? [] : [`gained ${gained}`])];
  const text =
    changes.length === 0
      ? `${shown} has mode ${formatMode(image.mode)} instead of ${formatMode(reference.mode)}`
      : `${shown} ${changes.join(' and ')} (${formatMode(reference.mode)} -> ${formatMode(image.mode)})`;
  return [{ gravity: lost === '' ? 'access' : 'lost-privilege', field: 'mode', text }];
}

function compareOwner(shown: string, reference: Entry, image: Entry): WeighedDifference[] {
  if (image.uid === reference.uid && image.gid === reference.gid) return [];
  const text = `${shown} is owned by ${image.uid}:${image.gid} instead of ${reference.uid}:${reference.gid}`;
  return [{ gravity: 'access', field: 'owner', text }];
}

function compareXattrs(shown: string, reference: Entry, image: Entry): WeighedDifference[] {
  const wanted = new Map(Object.entries(reference.xattrs ?? {}));
  const actual = new Map(Object.entries(image.xattrs ?? {}));
  const names = [...new Set([...wanted.keys(), ...actual.keys()])].sort();
  return names
    .filter((name) => wanted.get(name) !== actual.get(name))
    .map((name) => {
      const [before, after] = [wanted.get(name), actual.get(name)];
      const text = `${shown} ${describeXattrChange(name, before, after)}`;
      const isLoss = name === FILE_CAPABILITIES_XATTR && before !== undefined;
      return { gravity: isLoss ? 'lost-privilege' : 'attribute', field: 'xattrs', attribute: name, text };
    });
}

function describeXattrChange(name: string, before: string | undefined, after: string | undefined): string {
  const isCapabilities = name === FILE_CAPABILITIES_XATTR;
  const what = isCapabilities ? 'file capabilities' : `extended attribute ${printable(name)}`;
  const show = (hex: string) => (isCapabilities ? describeFileCapabilities(hex) : abbreviated(hex));
  if (after === undefined) return `lost ${what} (${show(before ?? '')})`;
  if (before === undefined) return `gained ${what} (${show(after)})`;
  return `has other ${what} (${show(after)} instead of ${show(before)})`;
}

function abbreviated(hex: string): string {
  return hex.length <= 64 ? `0x${hex}` : `0x${hex.slice(0, 64)}...`;
}

function comparePayload(shown: string, reference: Entry, image: Entry): WeighedDifference[] {
  if (image.type !== reference.type) return [];
  const findings: WeighedDifference[] = [];
  if (image.link !== reference.link) {
    const [now, then] = [image, reference].map(({ link = '' }) =>
      image.type === 'hardlink' ? printablePath(link) : printable(link),
    );
    findings.push({ gravity: 'other-kind', field: 'link', text: `${shown} links to ${now} instead of ${then}` });
  }
  if (image.device !== reference.device) {
    const text = `${shown} is device ${image.device} instead of ${reference.device}`;
    findings.push({ gravity: 'other-kind', field: 'device', text });
  }
  if (image.sha256 !== reference.sha256 || image.size !== reference.size) {
    const sizes = image.size === reference.size ? '' : ` (${image.size} bytes instead of ${reference.size})`;
    findings.push({ gravity: 'content', field: 'content', text: `${shown} has other content${sizes}` });
  }
  return findings;
}

/** Markers that stand at a path besides an entry. */
function compareMarks(shown: string, reference: Entry, image: Entry): WeighedDifference[] {
  const findings: WeighedDifference[] = [];
  for (const [mark, name] of [
    ['whiteout', 'whiteout'],
    ['opaque', 'opaque marker'],
  ] as const) {
    if (image[mark] === reference[mark]) continue;
    findings.push(
      image[mark] === true
        ? { gravity: 'false-deletion', field: 'whiteout', text: `${shown} has a false ${name} besides` }
        : { gravity: 'missing', field: 'whiteout', text: `${shown} lacks its ${name}` },
    );
  }
  return findings;
}
