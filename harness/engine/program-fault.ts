/**
 * Whether a runtime that did not start a container says that the program is to blame: it is not there, may not be executed, or is none of
 * this machine. Each text is that of runc or crun, whatever engine passes it on.
 */
export function isProgramFault(message: string): boolean {
  return /exec: "|executable file |open executable|exec format error|exec \/\S+: |chdir to cwd/.test(message);
}
