/** Marks that the Go linker puts around a program's build information (cmd/go/internal/modload, infoStart and infoEnd). */
const INFO_START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const INFO_END = Buffer.from('f932433186182072008242104116d8f2', 'hex');

/** The path of the main module that a Go program was built from, as `go version -m` shows it; undefined if it tells none. */
export function goModulePath(program: Buffer): string | undefined {
  const start = program.indexOf(INFO_START);
  const end = program.indexOf(INFO_END, start);
  if (start < 0 || end < 0) return undefined;
  const info = program.toString('utf8', start + INFO_START.length, end);
  return /^mod\t([^\t\n]+)/m.exec(info)?.[1];
}
