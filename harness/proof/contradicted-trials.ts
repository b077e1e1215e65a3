import { type CapabilitySet, formatMask, union } from '../capabilities/capability-set.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { EventOf, JournalEntry } from '../vocabulary/run-event.ts';
import { startOf } from './derive-record.ts';

/** An event of a journal that says something else of a trial than what the rest of the journal shows of it. */
export interface ContradictedTrial {
  /** The line of the journal, counted from 1. */
  readonly line: number;
  /** In words, with the trial and its case. */
  readonly text: string;
}

/**
 * Holds the outcome of every trial against the rest of what was kept of it: its exit code, the end of its log, the capabilities that
 * the kernel showed, and what was intended. Who changes one of them has to change the others too. What a build may write itself
 * contradicts nothing here, so that no Dockerfile can make a run look forged. Of checks that the kernel denied the same holds: builds
 * go on after one, and others fail without.
 */
export function contradictedTrials(entries: readonly JournalEntry[]): ContradictedTrial[] {
  const { alwaysGranted } = startOf(entries);
  const intents = new Map<string, EventOf<'trial-intended'>>();
  const seen = new Set<string>();
  return entries.flatMap(({ event }, index): ContradictedTrial[] => {
    if (event.type === 'trial-intended') intents.set(event.trial, event);
    if (event.type !== 'trial-observed') return [];
    const { observation } = event;
    const { trial } = observation;
    const problems = [
      ...(seen.has(trial) ? ['it was observed before'] : []),
      ...againstIntent(event, intents.get(trial)),
      ...againstKernel(observation, alwaysGranted),
      ...againstLog(observation),
    ];
    seen.add(trial);
    return problems.map((problem) => ({ line: index + 1, text: `trial ${trial} of ${event.case}: ${problem}` }));
  });
}

function againstIntent(
  { case: id, observation }: EventOf<'trial-observed'>,
  intent: EventOf<'trial-intended'> | undefined,
): string[] {
  if (intent === undefined) return ['no line before says that it was begun'];
  const { capabilities, variation } = observation;
  return [
    ...(intent.case === id ? [] : [`it was begun for ${intent.case}`]),
    ...(intent.capabilities === capabilities
      ? []
      : [`its set is ${formatMask(capabilities)}, and it was begun with ${formatMask(intent.capabilities)}`]),
    ...(intent.variation === variation ? [] : ['it was begun under another variation']),
  ];
}

/** A trial whose builder had another set than the one that was asked for shows nothing, and is never a build or a failure. */
function againstKernel({ evidence, outcome, capabilities }: Observation, alwaysGranted: CapabilitySet): string[] {
  if (evidence === null || !['built', 'failed', 'timeout'].includes(outcome.kind)) return [];
  const granted = union(capabilities, alwaysGranted);
  if (evidence.bounding === granted) return [];
  return [`its set is ${formatMask(granted)}, and CapBnd of the builder was ${formatMask(evidence.bounding)}`];
}

/** A line with which an executor of Kaniko tells what it does, in each of its formats. */
const TOLD = /\blevel=info\b|^INFO\[|"level":"info"/;

/** What every executor of Kaniko says when the registry has its image, as its last line. */
const PUSHED = /\bPushed (?:image to \d+ destinations?|\S*sha256:[0-9a-f]{64})/;

function againstLog({ outcome, log }: Observation): string[] {
  const pushed = log.findLastIndex((line) => PUSHED.test(line));
  if (outcome.kind === 'built' && pushed === -1 && log.some((line) => TOLD.test(line))) {
    return ['it left an image, but its log does not say that one was pushed'];
  }
  if (outcome.kind !== 'failed') return [];
  const { exitCode, failure } = outcome;
  const reason = log.findLastIndex((line) => holds(line, failure.message));
  return [
    ...(exitCode === 0 ? ['it failed with exit code 0'] : []),
    // A command may imitate that line, and fail afterwards.
    ...(pushed !== -1 && pushed >= reason ? ['it failed, but its log ends with the image that was pushed'] : []),
  ];
}

/** Whether a line holds a message, which may lack quotation, and its middle or end if it is long. */
function holds(line: string, message: string): boolean {
  const bare = (text: string): string => text.replace(/[\\"'`]/g, '');
  return message.split('…').every((part) => bare(line).includes(bare(part).trim()));
}
