/** Whether the builder's image sets a variable: it decides which programs and libraries the builder finds. */
export function belongsToImage(name: string): boolean {
  return name === 'PATH' || name === 'HOME' || name.startsWith('LD_');
}

/** What builders and the programs that they start may read from their environment, besides what belongs to the image. */
const READ_BY_BUILDERS =
  /^(?:TMPDIR|USER|PWD|SHELL|TERM|TZ|LANG|LC_|XDG_|GO|SSL_|DOCKER_|(?:FF_)?KANIKO_|BUILDAH_|STORAGE_|_?CONTAINERS?_|REGISTRY_)|_proxy$/i;

/** Whether a variable can reach a builder as it is without changing what the builder itself does. */
export function isOfNoConcern(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !belongsToImage(name) && !READ_BY_BUILDERS.test(name);
}
