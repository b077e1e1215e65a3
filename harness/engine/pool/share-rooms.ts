/**
 * How many rooms each member gets: in proportion to its CPUs, and at least one, so that trials can go on wherever the last member
 * is that answers. None where none are wanted.
 */
export function shareRooms(wanted: number, cpus: readonly number[]): number[] {
  if (wanted === 0) return cpus.map(() => 0);
  const shares = cpus.map(() => 1);
  for (let left = wanted - shares.length; left > 0; left -= 1) {
    const load = shares.map((share, index) => (share + 1) / Math.max(1, cpus[index] ?? 1));
    const least = load.indexOf(Math.min(...load));
    shares[least] = (shares[least] ?? 0) + 1;
  }
  return shares;
}
