import type { RecordEvidence } from '../../../record/record-evidence.ts';

/** The command that checks a run against what it is pinned by. The digest of the record stands for the journal too, where it names it. */
export function pinnedCheck({ recordDigest }: RecordEvidence): string {
  return `kaniko-caps verify-record DIRECTORY --expect-digest ${recordDigest}`;
}
