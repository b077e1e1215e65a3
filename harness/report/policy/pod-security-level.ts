/** The capabilities that the Pod Security Standard "baseline" allows a container to add. */
const BASELINE: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** The strictest Pod Security Standard that admits a set; never `restricted`, because Kaniko runs as root. */
export interface PodSecurityLevel {
  readonly level: 'privileged' | 'baseline';
  /** The members of the set that `baseline` does not allow to be added. */
  readonly beyondBaseline: readonly string[];
}

/** Tells which Pod Security Standard admits a container that drops all capabilities and adds these. */
export function podSecurityLevel(capabilities: readonly string[]): PodSecurityLevel {
  const beyondBaseline = capabilities.filter((name) => !BASELINE.has(name));
  return { level: beyondBaseline.length === 0 ? 'baseline' : 'privileged', beyondBaseline };
}
