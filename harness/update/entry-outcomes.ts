import type { CheckedCase } from '../check/checked-case.ts';
import { kindOf } from '../check/kinds/change-kinds.ts';
import { changeLines } from '../check/shown/check-case-text.ts';
import { lockedConfigurationText } from '../check/shown/check-configuration-text.ts';
import { fieldWords } from '../check/shown/fact-text.ts';
import type { LockedCase } from '../lock/lock-file.ts';
import { setsInline } from '../report/blocks/answer/answer-text.ts';
import { safeText } from '../text/plain-text.ts';
import { changedParts, growthOf, updateSteps } from './changed-parts.ts';
import type { UpdatedEntry } from './update-lock.ts';

/** What is known of one outcome of an entry. */
interface EntryOutcomeKind {
  /** Stands before its lines; of one that is not as it should be it stands out. */
  readonly mark: string;
  /** What is said behind the number of such entries. */
  readonly counted: string;
  /** Whether nothing is said of it but how many there are. */
  readonly isOnlyCounted?: true;
  /** What happens to the entry: it says what the run found, is taken out, or stays as it is. */
  readonly entry: 'written' | 'taken-out' | 'as-it-was';
  /** What it does to the exit code. */
  readonly exitCode: 0 | 1 | 2 | 3;
  /** What became of an entry, in words; `locked` is what the lock file says now. */
  text(entry: UpdatedEntry, locked: LockedCase | undefined): string;
  /** What proves it, in lines. */
  proof?(entry: UpdatedEntry): string[];
  /** What many entries are told by together, behind their number. */
  alike?(entry: UpdatedEntry): string;
}

/** Every outcome of an entry, in the order in which they are counted and told. */
export const ENTRY_OUTCOMES = {
  /** It needs more, and stays as it is. */
  kept: {
    mark: '!',
    counted: 'not updated',
    entry: 'as-it-was',
    exitCode: 1,
    text: (entry) => `not updated, ${growthText(entry)}`,
    proof: growthLines,
  },
  /** Its Dockerfile cannot be used. */
  invalid: {
    mark: '!',
    counted: 'that cannot be used',
    entry: 'as-it-was',
    exitCode: 2,
    text: ({ unanswered }, locked) =>
      `${locked === undefined ? 'not locked' : 'not updated'}, it cannot be used: ${safeText(unanswered ?? '')}`,
  },
  /** There is no answer to take over. */
  unanswered: {
    mark: '?',
    counted: 'without an answer',
    entry: 'as-it-was',
    exitCode: 3,
    text: (entry, locked) => `${locked === undefined ? 'not locked' : 'not updated'}, ${unansweredText(entry)}`,
  },
  /** It was written although it needs more, or has no answer for exit code 0 any more. */
  accepted: {
    mark: '!',
    counted: 'accepted',
    entry: 'written',
    exitCode: 0,
    text: (entry, locked) => `${needsText(locked)}; accepted, ${growthText(entry)}`,
    proof: growthLines,
  },
  /** It was not locked. */
  new: {
    mark: '+',
    counted: 'new',
    entry: 'written',
    exitCode: 0,
    text: (_, locked) => needsText(locked),
  },
  /** It needs less than before. */
  less: {
    mark: '-',
    counted: 'reduced',
    entry: 'written',
    exitCode: 0,
    text: ({ checked }, locked) => `${needsText(locked)}, less than ${setsBefore(checked)}`,
  },
  /** It needs the same, and rests on another proof. */
  renewed: {
    mark: '~',
    counted: 'with a new proof',
    entry: 'written',
    exitCode: 0,
    text: ({ checked }, locked) => `${needsText(locked)}; proof renewed${reasonText(checked)}`,
    alike: ({ checked }) => `need the same; proof renewed${reasonText(checked)}`,
  },
  /** Its Dockerfile is no more. */
  removed: {
    mark: 'x',
    counted: 'removed',
    entry: 'taken-out',
    exitCode: 0,
    text: () => 'removed, its Dockerfile does not exist',
  },
  /** It says what was found. */
  unchanged: {
    mark: ' ',
    counted: 'unchanged',
    isOnlyCounted: true,
    entry: 'as-it-was',
    exitCode: 0,
    text: (_, locked) => needsText(locked),
  },
} as const satisfies Readonly<Record<string, EntryOutcomeKind>>;

/** What became of an entry. */
export type EntryOutcome = keyof typeof ENTRY_OUTCOMES;

/** What is known of what became of an entry. */
export function outcomeKind(outcome: EntryOutcome): EntryOutcomeKind {
  return ENTRY_OUTCOMES[outcome];
}

function needsText(locked: LockedCase | undefined): string {
  const sets = locked?.faithful.minimalSets ?? [];
  return `needs ${setsInline(sets.map((set) => (set === 'none' ? [] : set.split(','))))}`;
}

function growthText(entry: UpdatedEntry): string {
  const growth = growthOf(entry.checked);
  if (growth.length === 0) return unansweredText(entry);
  const words = [...new Set(growth.map((one) => kindOf(one).words))].join(', ');
  const { configuration } = entry.checked;
  return configuration === null
    ? words
    : `${words} under a different configuration (${lockedConfigurationText(configuration)})`;
}

function growthLines({ checked }: UpdatedEntry): string[] {
  return growthOf(checked).flatMap(changeLines);
}

function unansweredText({ unanswered }: UpdatedEntry): string {
  return `no answer: ${safeText(unanswered ?? '')}`;
}

function setsBefore(checked: CheckedCase): string {
  const less = updateSteps(checked).find((step) => step.kind === 'shrink');
  return less === undefined ? 'before' : setsInline(less.locked);
}

/** What is another than it was: of the build and its surroundings, or else of what it showed. */
function reasonText(checked: CheckedCase): string {
  const fields = [...checked.causes, ...checked.facts].map(({ field }) => field).filter((field) => field !== 'tool');
  const facts = fields.map((field) => (field === 'builder' ? field : fieldWords(field)));
  const effects = changedParts(checked).map((one) => kindOf(one).words);
  const told = [...new Set([...facts, ...effects])];
  return told.length === 0 ? '' : `: ${safeText(told.join(', '))}`;
}
