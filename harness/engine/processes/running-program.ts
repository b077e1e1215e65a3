/** What is seen of the program that a process runs. */
export interface RunningProgram {
  /** Device, inode and change time of its file. */
  readonly file: string;
  readonly mappings: readonly Mapping[];
}

/** A part of a process's memory whose content only comes from a file, or which can be executed. */
interface Mapping {
  readonly place: string;
  readonly isCode: boolean;
  /** Device and inode; null for memory that belongs to no file. */
  readonly file: string | null;
  /** How much of it is no longer what the file has, in KiB. The kernel copies a page of a file before anybody changes it. */
  readonly changedKiB: number;
}

/** Reads `/proc/<pid>/smaps`. */
export function mappingsIn(smaps: string): Mapping[] {
  return smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((block) => {
    const [, range, mode = '', offset, device, inode, name = ''] = HEADER.exec(block) ?? [];
    if (OF_KERNEL.has(name)) return [];
    const isCode = mode.includes('x');
    const file = inode === '0' ? null : `${device} ${inode}`;
    const isFixed = file !== null && !mode.includes('w');
    if (range === undefined || !(isCode || isFixed)) return [];
    const changedKiB = sizeOf(block, 'Anonymous') + sizeOf(block, 'Swap');
    return [{ place: `${range} ${mode} ${offset}`, isCode, file, changedKiB }];
  });
}

/**
 * A program as two looks at it show it together: the kernel tells of a process piece by piece, and where the process makes or drops
 * mappings meanwhile, a look may miss one.
 */
export function seenTogether(one: RunningProgram | null, other: RunningProgram | null): RunningProgram | null {
  if (one === null || other === null) return null;
  const known = new Set(one.mappings.map(({ place }) => place));
  return { ...one, mappings: [...one.mappings, ...other.mappings.filter(({ place }) => !known.has(place))] };
}

/**
 * How a process no longer runs the program that it ran before, in words; undefined if nothing of that is seen. A program that
 * loads libraries may load more of them. What is seen is the state of a moment: who takes a process over may put back its code.
 */
export function takeoverBetween(before: RunningProgram, after: RunningProgram): string | undefined {
  if (before.file !== after.file) return 'runs another program, or its file was changed';
  const now = new Map(after.mappings.map((mapping) => [mapping.place, mapping]));
  const isChanged = before.mappings.some(({ place, changedKiB }) => {
    const mapping = now.get(place);
    return mapping === undefined || mapping.changedKiB > changedKiB;
  });
  if (isChanged) return 'has other code in its memory than its file';
  const known = new Set(before.mappings.map(({ place }) => place));
  const added = after.mappings.filter(({ isCode, place }) => isCode && !known.has(place));
  if (added.some(({ file, changedKiB }) => file === null || changedKiB > 0)) return 'runs code that comes from no file';
  const own = new Set(before.mappings.flatMap(({ isCode, file }) => (isCode && file !== null ? [file] : [])));
  return own.size === 1 && added.length > 0 ? 'runs code of another file' : undefined;
}

const HEADER = /^([0-9a-f]+-[0-9a-f]+) (\S{4}) ([0-9a-f]+) (\S+) (\d+) *(.*)/;

/** Code that the kernel gives every process. */
const OF_KERNEL: ReadonlySet<string> = new Set(['[vdso]', '[vsyscall]', '[uprobes]']);

function sizeOf(block: string, name: string): number {
  return Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(block)?.[1] ?? 0);
}
