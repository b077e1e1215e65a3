import { displayPath } from '../../files/display-path.ts';
import { derivedRecord } from '../../runs/kept-run.ts';
import { writeRecord } from '../../runs/write-record.ts';
import { countOf } from '../../text/plain-text.ts';
import { checkRecordOf } from '../../use-cases/verify-record.ts';
import { one } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { flag } from '../options/option.ts';
import { print } from '../output/output.ts';

/** Derives a run's record anew from what was observed, and compares or writes it. */
export const verifyRecord = command({
  arguments: { directory: one('directory', 'the directory of a run') },
  options: { write: flag('--write', 'write the derived record instead of comparing') },
  run: async ({ directory }, { write }) => {
    if (write) {
      print(`wrote ${displayPath(await writeRecord(directory, await derivedRecord(directory)))}`);
      return 0;
    }
    const { derived, isSame, differing } = await checkRecordOf(directory);
    print(
      isSame
        ? `The record follows from its ${countOf(derived.run.trials, 'trial')}.`
        : `The record does NOT follow from its trials. Different: ${differing.join(', ') || 'the header'}.`,
    );
    return isSame ? 0 : 1;
  },
});
