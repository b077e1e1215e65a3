import { silentLosses } from '../../../record/capability-need.ts';
import type { CaseRecord, Loss } from '../../../record/record.ts';
import { safeText, shorten } from '../../../text/plain-text.ts';
import { UNKNOWN_PROGRAM } from '../../../vocabulary/capability-checks.ts';

/** A loss as a report shows it. */
export interface LossText {
  readonly capability: string;
  /** Where the build stood: `FROM, line 1`. */
  readonly place: string;
  /** Whether the build reported success all the same. */
  readonly silent: boolean;
  /** What happened, in words. */
  readonly what: string;
}

/** How many differences are told before the rest is counted. */
const DIFFERENCES_TOLD = 2;

/** How many programs are named that were denied what a build silently lost. */
const PROGRAMS_TOLD = 2;

/** The longest text on what happened, and how much of it is kept for the cause of a silent loss. */
const LONGEST = 200;
const CAUSE_ROOM = 70;

/** What the mark SILENT means, where some loss has it. */
export function silentLegend(cases: readonly CaseRecord[]): string[] {
  if (cases.every((one) => silentLosses(one).length === 0)) return [];
  return [
    'SILENT: exit code 0, but the image differs from the reference image (the one built with everything granted)',
  ];
}

/** What the lack of a capability does, in words. */
export function lossText(loss: Loss): LossText {
  return {
    capability: safeText(loss.capability),
    place: safeText(placeOf(loss)),
    silent: loss.verdict === 'degraded',
    what: loss.verdict === 'degraded' ? silentText(loss) : shorten(safeText(loss.message ?? ''), LONGEST),
  };
}

/** Losses under each other, in columns: `FSETID  RUN, line 2  SILENT  /tool lost setgid (2755 -> 0755)`. */
export function lossLines(losses: readonly Loss[]): string[] {
  const texts = losses.map(lossText);
  const width = (column: readonly string[]): number => Math.max(0, ...column.map(({ length }) => length));
  const capabilities = width(texts.map(({ capability }) => capability));
  const places = width(texts.map(({ place }) => place));
  const mark = texts.some(({ silent }) => silent) ? 'SILENT'.length : 0;
  return texts.map(({ capability, place, silent, what }) => {
    const columns = [
      capability.padEnd(capabilities),
      place.padEnd(places),
      (silent ? 'SILENT' : '').padEnd(mark),
      what,
    ];
    // A column that no line fills is none.
    return columns.filter((column) => column !== '').join('  ');
  });
}

function placeOf({ phase, instruction }: Loss): string {
  if (instruction !== null) return `${instruction.text.split(/\s/)[0]}, line ${instruction.line}`;
  return phase === null || phase === 'unknown' ? '' : phase;
}

/** A silent loss says nothing of its cause; the kernel does, where it was watched. */
function silentText(loss: Loss): string {
  const cause = safeText(causeText(loss));
  const lost = shorten(safeText(lostText(loss.differences)), cause === '' ? LONGEST : LONGEST - CAUSE_ROOM);
  return shorten(`${lost}${cause}`, LONGEST);
}

function causeText({ denied, capability }: Loss): string {
  const programs = (denied ?? []).map(({ program }) => (program === UNKNOWN_PROGRAM ? 'an ended program' : program));
  if (programs.length === 0) return '';
  const others = programs.length > PROGRAMS_TOLD ? ['others'] : [];
  const asked = [...programs.slice(0, PROGRAMS_TOLD), ...others].join(' and ');
  return `; ${asked} ${programs.length === 1 ? 'was' : 'were'} denied ${capability}`;
}

function lostText(differences: readonly string[]): string {
  const told = differences.slice(0, DIFFERENCES_TOLD).join('; ');
  const more = differences.length - DIFFERENCES_TOLD;
  return more > 0 ? `${told}; and ${more} more` : told;
}
