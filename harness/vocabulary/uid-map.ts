/** Whether a map of user ids (`/proc/<pid>/uid_map`) leaves each as it is: then root of the container is root outside of it. */
export function isIdentity(uidMap: string): boolean {
  return /^0 0 \d+$/.test(uidMap);
}
