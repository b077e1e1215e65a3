import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CaseRecord } from './record.ts';
import { type Basis, findingOfSet, type SetFinding } from './set-finding.ts';

/** What a set does to a build, both answers taken together, the worst first: the order in which reports tell them. */
export const SET_EFFECTS = [
  /** The build fails. */
  'fails',
  /** Exit code 0 with another image: a silent loss. */
  'other-image',
  /** Another image or no image; whether the build reports success is not known. */
  'not-same-image',
  /** The set both served and failed. */
  'flaky',
  'not-known',
  /** Exit code 0; whether the image is the same is not known. */
  'exit-0',
  /** The same image. */
  'serves',
] as const;

/** What a set does to a build, both answers taken together. */
export type SetEffect = (typeof SET_EFFECTS)[number];

/** What a set does to one case, and the finding for each answer that says so. */
export interface EffectOnCase {
  readonly one: CaseRecord;
  readonly effect: SetEffect;
  readonly faithful: SetFinding;
  readonly exitZero: SetFinding;
}

/** How it is known what a set does, the best first. */
export type KnownBy =
  /** Trials of the set itself. */
  | 'tried'
  /** Watched trials of other sets. */
  | 'watched'
  /** The assumption that more capabilities never hurt. */
  | 'assumed'
  | 'not-known';

/** How it is known what a set does to a case. */
export function knownBy({ effect, faithful, exitZero }: EffectOnCase): KnownBy {
  const finding = effect === 'fails' || effect === 'exit-0' ? exitZero : faithful;
  switch (finding.kind) {
    case 'flaky':
      return 'tried';
    case 'not-known':
      return 'not-known';
    case 'serves':
    case 'fails':
      return BASES[finding.basis.kind];
  }
}

const BASES = {
  trial: 'tried',
  'truth-table': 'tried',
  cube: 'watched',
  assumption: 'assumed',
} as const satisfies Record<Basis['kind'], KnownBy>;

/** What a set does to a case, from the record alone. */
export function effectOfSet(one: CaseRecord, set: CapabilitySet): EffectOnCase {
  const faithful = findingOfSet(one, 'faithful', set);
  const exitZero = findingOfSet(one, 'exitZero', set);
  return { one, faithful, exitZero, effect: effectOfFindings(faithful.kind, exitZero.kind) };
}

/** What a set does where the findings of both answers are these. */
export function effectOfFindings(faithful: SetFinding['kind'], exitZero: SetFinding['kind']): SetEffect {
  if (faithful === 'serves') return 'serves';
  if (exitZero === 'fails') return 'fails';
  if (faithful === 'flaky' || exitZero === 'flaky') return 'flaky';
  if (faithful === 'fails') return exitZero === 'serves' ? 'other-image' : 'not-same-image';
  return exitZero === 'serves' ? 'exit-0' : 'not-known';
}
