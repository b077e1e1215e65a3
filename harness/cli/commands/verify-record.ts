import { displayPath } from '../../files/display-path.ts';
import { derivedRecord } from '../../runs/kept-run.ts';
import { writeRecord } from '../../runs/write-record.ts';
import { countOf } from '../../text/plain-text.ts';
import { checkRecordOf, isFaultless, type RecordCheck } from '../../use-cases/verify-record.ts';
import { one } from '../options/argument.ts';
import { ATTESTATION_OPTIONS, attestationToCheck } from '../options/attestation-options.ts';
import { command } from '../options/command.ts';
import { flag, repeated } from '../options/option.ts';
import { collectDigest } from '../options/parse-option.ts';
import { print } from '../output/output.ts';
import { placesText } from '../output/places-text.ts';

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
    ...ATTESTATION_OPTIONS,
  },
  conflicts: { write: ['expectDigest', 'attestation', 'key', 'signatureCheckedBy'], key: ['signatureCheckedBy'] },
  run: async ({ directory }, { write, expectDigest, ...options }) => {
    if (write) {
      print(`wrote ${displayPath(await writeRecord(directory, await derivedRecord(directory)))}`);
      return 0;
    }
    const attestation = await attestationToCheck(options);
    const check = await checkRecordOf(directory);
    const attested = attestation?.(check) ?? { lines: [], isGood: true };
    const others = expectDigest.filter((digest) => !Object.values(check.digests).includes(digest));
    print(
      [...othersLines(others), ...verdictLines(check), ...attested.lines, ...check.notes, ...digestLines(check)].join(
        '\n',
      ),
    );
    return others.length === 0 && isFaultless(check) && attested.isGood ? 0 : 1;
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

function verdictLines(check: RecordCheck): string[] {
  const { damage, contradictions, differences, trials } = check;
  if (isFaultless(check)) return [`The record follows from its ${countOf(trials, 'trial')}.`];
  return [
    ...(damage.length > 0 ? ['The run is NOT as it was written:', ...placesText(damage)] : []),
    ...(contradictions.length > 0 ? ['The trials are NOT as they were observed:', ...placesText(contradictions)] : []),
    ...(differences === undefined ? ['So the record cannot be checked.'] : []),
    ...(differences?.length ? ['The record does NOT follow from its trials:', ...placesText(differences)] : []),
  ];
}
