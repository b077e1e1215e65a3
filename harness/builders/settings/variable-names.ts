/** How names of variables with credentials end. What they hold would be kept in records. */
const CREDENTIAL = /(?:PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|KEY|AUTH|CREDENTIAL)S?$/i;

/** A switch of Kaniko is on or off, whatever its name ends in: `FF_KANIKO_RESOLVE_CACHE_KEY`. */
const SWITCH = /^FF_KANIKO_/;

/** Whether a variable of this name looks like one that holds a credential. */
export function looksLikeCredential(name: string): boolean {
  return CREDENTIAL.test(name) && !SWITCH.test(name);
}

/** Whether the builder's image sets a variable: it decides which programs and libraries the builder finds. */
export function belongsToImage(name: string): boolean {
  return name === 'PATH' || name === 'HOME' || name.startsWith('LD_');
}
