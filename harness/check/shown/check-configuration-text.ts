import { changedSettingsText } from '../../comparison/configuration-change.ts';
import { countOf } from '../../text/plain-text.ts';
import type { Check } from '../check-record.ts';
import type { CheckView } from '../check-view.ts';
import type { CheckedCase } from '../checked-case.ts';
import { caseNames } from './case-names.ts';
import { updateCommand } from './update-command.ts';

/** A sentence on the configuration of some cases, and what to do about it. */
export interface ConfigurationNote {
  readonly text: string;
  readonly advice: readonly string[];
}

/**
 * What was configured otherwise than when it was locked. It is said before all else: whoever reads that more is needed has to
 * know that it is another pipeline which needs it.
 */
export function configurationNotes({ cases }: Check, view: CheckView): ConfigurationNote[] {
  const groups = new Map<string, CheckedCase[]>();
  for (const one of cases) {
    if (one.configuration === null) continue;
    const text = lockedConfigurationText(one.configuration);
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  const total = countOf(cases.length, 'case');
  const notes = [...groups].map(([text, those]) => ({
    text: `${those.length} of ${total} ${those.length === 1 ? 'was' : 'were'} built under a different configuration than ${view.lockFile} has (${text}): ${caseNames(those)}.`,
  }));
  return notes.map((note, index) => ({ ...note, advice: index === notes.length - 1 ? advice(view) : [] }));
}

/** How a configuration differs from the locked one, in words. */
export function lockedConfigurationText(change: NonNullable<CheckedCase['configuration']>): string {
  return changedSettingsText(change);
}

function advice(view: CheckView): string[] {
  return [
    `If your pipeline changed, lock it as it is now: ${updateCommand(view, true)}`,
    'If not, take these settings out of the command or case.json. Then `check` builds as the lock file says.',
  ];
}
