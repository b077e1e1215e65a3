import { type ComponentChild, h } from 'preact';
import { type CapabilitySet, difference, isSubset, namesOf, sizeOf } from '../../../capabilities/capability-set.ts';
import { parseMask } from '../../../capabilities/mask.ts';
import type { RecordedTrial } from '../../../record/trials-of-set.ts';
import { countOf, durationText, safeText } from '../../../text/plain-text.ts';
import { setText } from '../../../text/set-text.ts';
import type { CitedSet } from './evidence-pair.ts';

/** A set that was tried, as a column of an evidence table. */
export interface EvidenceColumn {
  readonly heading: ComponentChild;
  readonly tried: CitedSet;
  /** What the trials showed. */
  readonly verdict: string;
  readonly isGood: boolean;
  /** What is to be looked for among the names that were granted: it is marked where it is missing. */
  readonly missing: CapabilitySet | undefined;
}

/** What was granted, seen by the kernel and shown, a column for each set. */
export function evidenceTable(
  caption: string,
  columns: readonly EvidenceColumn[],
  universe: CapabilitySet,
): ComponentChild {
  const row = (name: string, cellOf: (column: EvidenceColumn) => ComponentChild): ComponentChild =>
    h('tr', null, [h('th', { scope: 'row' }, name), ...columns.map((column) => h('td', null, cellOf(column)))]);
  return h('table', { class: 'evidence' }, [
    h('caption', { class: 'said' }, caption),
    h(
      'thead',
      null,
      h('tr', null, [h('td', null), ...columns.map(({ heading }) => h('th', { scope: 'col' }, heading))]),
    ),
    h('tbody', null, [
      row('verdict', ({ verdict, isGood }) => h('span', { class: isGood ? 'good' : 'bad' }, verdict)),
      row('granted', ({ tried }) => setText(tried.set, universe)),
      row('CapBnd', ({ tried }) => h('span', { class: 'mono' }, masks(tried.trials))),
      row('decoded', decodedNames),
      row('trials', ({ tried }) => trialList(tried.trials)),
    ]),
  ]);
}

/** CapBnd as the kernel showed it, each mask once. */
function masks(trials: readonly RecordedTrial[]): string {
  const seen = [...new Set(trials.map(({ capBnd }) => capBnd ?? 'not read'))];
  return safeText(seen.join(', ')) || 'no trial is recorded';
}

/** The names that the first mask stands for, and that of the missing capability, struck out. */
function decodedNames({ tried, missing }: EvidenceColumn): ComponentChild {
  const read = tried.trials.find(({ capBnd }) => capBnd !== null)?.capBnd ?? undefined;
  const seen = parseMask(read);
  if (seen === undefined) return '';
  const absent =
    missing !== undefined && sizeOf(missing) > 0 && !isSubset(missing, seen) ? difference(missing, seen) : undefined;
  return h('span', { class: 'names' }, [
    namesOf(seen).join(' ') || 'nothing',
    ...(absent === undefined ? [] : [' ', h('del', null, namesOf(absent).join(' '))]),
  ]);
}

/** How many trials are told by their names before the rest is counted. */
const TRIALS_TOLD = 6;

function trialList(trials: readonly RecordedTrial[]): ComponentChild {
  if (trials.length === 0) return 'none recorded';
  const more = trials.length - TRIALS_TOLD;
  const told = trials
    .slice(0, TRIALS_TOLD)
    .map(
      ({ id, purpose, durationMs }) =>
        `${id} (${[...(purpose === null ? [] : [purpose]), durationText(durationMs)].join(', ')})`,
    );
  return safeText([...told, ...(more > 0 ? [`and ${countOf(more, 'more trial')}`] : [])].join(' · '));
}
