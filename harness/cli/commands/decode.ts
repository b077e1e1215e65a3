import { formatMask, namesOf } from '../../capabilities/capability-set.ts';
import { parseMask } from '../../capabilities/mask.ts';
import { HarnessError } from '../../errors.ts';
import { one } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { print } from '../output/output.ts';

/** Prints the names of a mask, as `capsh --decode` does. */
export const decode = command({
  arguments: { mask: one('mask', 'hexadecimal, as CapBnd in /proc/<pid>/status') },
  options: {},
  run: async ({ mask }) => {
    const set = parseMask(mask);
    if (set === undefined) {
      throw new HarnessError('BAD_MASK', `${mask} is not a capability mask`, {
        hint: 'A mask is up to 16 hexadecimal digits, as CapBnd in /proc/<pid>/status: 00000000a80425fb.',
      });
    }
    const names = namesOf(set).map((name) => (name.startsWith('cap_') ? name : `cap_${name.toLowerCase()}`));
    print(`0x${formatMask(set)}=${names.join(',')}`);
    return 0;
  },
});
