import { createHmac } from 'node:crypto';

/** A host key that the user has accepted. */
export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, ... */
  readonly type: string;
  readonly key: Buffer;
}

/**
 * The keys that a known_hosts file holds for a host (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), hashed names included. Lines
 * with a marker (`@cert-authority`, `@revoked`) and names with wildcards are not understood and count for nothing.
 */
export function knownHostKeys(text: string, host: string, port: number): HostKey[] {
  const name = port === 22 ? host : `[${host}]:${port}`;
  return text.split('\n').flatMap((line) => {
    const [names, type, key] = line.trim().split(/\s+/);
    if (names === undefined || type === undefined || key === undefined || /^[#@]/.test(names)) return [];
    return names.split(',').some((pattern) => isNameOf(pattern, name))
      ? [{ type, key: Buffer.from(key, 'base64') }]
      : [];
  });
}

function isNameOf(pattern: string, name: string): boolean {
  const hashed = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern);
  if (hashed === null) return pattern === name;
  const [, salt = '', digest] = hashed;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === digest;
}
