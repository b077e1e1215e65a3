/** The largest id that the field of a tar header holds: six octal digits (tar-stream writes no more). */
const LARGEST_IN_HEADER = 0o777777;

/** The owner of a tar's entry. What does not fit into the header goes into a pax record: OpenShift's user ids are that large. */
export function ownerHeader({ uid, gid }: { readonly uid: number; readonly gid: number }): {
  readonly uid: number;
  readonly gid: number;
  readonly pax?: Readonly<Record<string, string>>;
} {
  const large = Object.entries({ uid, gid }).filter(([, id]) => id > LARGEST_IN_HEADER);
  if (large.length === 0) return { uid, gid };
  return { uid, gid, pax: Object.fromEntries(large.map(([name, id]) => [name, String(id)])) };
}
