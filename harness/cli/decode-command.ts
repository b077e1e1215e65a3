import { formatMask, namesOf } from '../capabilities/capability-set.ts';
import { parseMask } from '../capabilities/process-status.ts';
import { HarnessError } from '../errors.ts';
import { print } from './output.ts';

/** Prints the names of a mask, as `capsh --decode` does; gives the exit code. */
export function decode(text: string): number {
  const set = parseMask(text);
  if (set === undefined) {
    throw new HarnessError('BAD_INPUT', `${text} is not a capability mask`, {
      hint: 'A mask is up to 16 hexadecimal digits, as CapBnd in /proc/<pid>/status: 00000000a80425fb.',
    });
  }
  const names = namesOf(set).map((name) => (name.startsWith('cap_') ? name : `cap_${name.toLowerCase()}`));
  print(`0x${formatMask(set)}=${names.join(',')}`);
  return 0;
}
