import { displayPath } from '../../files/display-path.ts';
import { derivedRecord } from '../../runs/kept-run.ts';
import { writeRecord } from '../../runs/write-record.ts';
import { countOf } from '../../text/plain-text.ts';
import { checkRecordOf, type RecordCheck } from '../../use-cases/verify-record.ts';
import { one } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { flag } from '../options/option.ts';
import { print } from '../output/output.ts';

/** How many places are shown; one change can show in all that follows from it. */
const MOST_SHOWN = 40;

/** Derives a run's record anew from what was observed, and compares or writes it. */
export const verifyRecord = command({
  arguments: { directory: one('directory', 'the directory of a run') },
  options: { write: flag('--write', 'write the derived record instead of comparing') },
  run: async ({ directory }, { write }) => {
    if (write) {
      print(`wrote ${displayPath(await writeRecord(directory, await derivedRecord(directory)))}`);
      return 0;
    }
    const check = await checkRecordOf(directory);
    print([...verdictLines(check), ...check.notes].join('\n'));
    return isFaultless(check) ? 0 : 1;
  },
});

function isFaultless({ damage, differences }: RecordCheck): boolean {
  return damage.length === 0 && differences?.length === 0;
}

function verdictLines(check: RecordCheck): string[] {
  const { damage, differences, trials } = check;
  if (isFaultless(check)) return [`The record follows from its ${countOf(trials, 'trial')}.`];
  return [
    ...(damage.length > 0 ? ['The run is NOT as it was written:', ...placesText(damage)] : []),
    ...(differences === undefined ? ['So the record cannot be checked.'] : []),
    ...(differences?.length ? ['The record does NOT follow from its trials:', ...placesText(differences)] : []),
  ];
}

function placesText(places: readonly string[]): string[] {
  const more = places.length - MOST_SHOWN;
  return [
    ...places.slice(0, MOST_SHOWN).map((place) => `  ${place}`),
    ...(more > 0 ? [`  and ${countOf(more, 'more place')}`] : []),
  ];
}
