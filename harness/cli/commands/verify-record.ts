import { displayPath } from '../../files/display-path.ts';
import { derivedRecord } from '../../runs/kept-run.ts';
import { writeRecord } from '../../runs/write-record.ts';
import { countOf } from '../../text/plain-text.ts';
import { checkRecordOf, type RecordCheck } from '../../use-cases/verify-record.ts';
import { one } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { flag, repeated } from '../options/option.ts';
import { collectDigest } from '../options/parse-option.ts';
import { print } from '../output/output.ts';

/** How many places are shown; one change can show in all that follows from it. */
const MOST_SHOWN = 40;

/** Derives a run's record anew from what was observed, and compares or writes it. */
export const verifyRecord = command({
  arguments: { directory: one('directory', 'the directory of a run') },
  options: {
    write: flag('--write', 'write the derived record instead of comparing'),
    expectDigest: repeated(
      '--expect-digest <digest>',
      'also fail unless this is the digest of the record or of the journal, as sha256:...; repeatable',
      collectDigest,
    ),
  },
  conflicts: { write: ['expectDigest'] },
  run: async ({ directory }, { write, expectDigest }) => {
    if (write) {
      print(`wrote ${displayPath(await writeRecord(directory, await derivedRecord(directory)))}`);
      return 0;
    }
    const check = await checkRecordOf(directory);
    const others = expectDigest.filter((digest) => !Object.values(check.digests).includes(digest));
    print([...othersLines(others), ...verdictLines(check), ...check.notes, ...digestLines(check)].join('\n'));
    return others.length === 0 && isFaultless(check) ? 0 : 1;
  },
});

/** Everything that is here may fit together, and yet be something else than what was pinned. */
function othersLines(others: readonly string[]): string[] {
  return others.map(
    (digest) => `This is NOT the run that you expect: neither record nor journal has the digest ${digest}.`,
  );
}

function digestLines({ digests }: RecordCheck): string[] {
  return [`record   ${digests.record}`, `journal  ${digests.journal}`];
}

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
