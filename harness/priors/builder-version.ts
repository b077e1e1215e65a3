/** What decides which of its behaviours a builder has. */
export interface BuilderVersion {
  readonly version: string;
  readonly repository: string | null;
}

type Version = readonly [number, number, number];

/** Whether a builder is of this version or a later one; one whose version is not known counts as late. */
export function isFrom(version: Version): (builder: BuilderVersion) => boolean {
  return (builder) => compareVersion(builder.version, version) >= 0;
}

/** Whether a builder is older than this version of one repository, or of another repository. */
export function isBefore(owner: string, version: Version): (builder: BuilderVersion) => boolean {
  return (builder) =>
    builder.repository?.includes(`/${owner}/`) !== true || compareVersion(builder.version, version) < 0;
}

function compareVersion(text: string, other: Version): number {
  const own = /(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
  if (own === undefined) return 1;
  const different = own.findIndex((part, index) => part !== other[index]);
  return different === -1 ? 0 : Math.sign((own[different] ?? 0) - (other[different] ?? 0));
}
