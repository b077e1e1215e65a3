import { namesOf } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import type { ComparedAnswer, ComparedCase, ComparedLoss } from '../comparison/compared-case.ts';
import type { LockedCase } from './lock-file.ts';

/** A locked case as a comparison reads it; the trials that prove it are not kept, so that it names none. */
export function comparedLockedCase(id: string, locked: LockedCase): ComparedCase {
  const { status, contextSha256, network, configuration, referenceImage, varies, varyingSha256 } = locked;
  return {
    id,
    status,
    reason: null,
    contextSha256,
    network,
    configuration,
    universe: names(locked.universe),
    untestable: names(locked.untestable),
    bases: Object.entries(locked.bases).map(([reference, digest]) => ({ reference, digest })),
    faithful: comparedAnswer(locked.faithful),
    exitZero: comparedAnswer(locked.exitZero),
    losses: Object.entries(locked.losses).flatMap(([capability, kind]) => comparedLosses(capability, kind)),
    trials: { all: [] },
    referenceImage,
    masked: varies ? (varyingSha256 === undefined ? null : { placesSha256: varyingSha256 }) : [],
  };
}

function comparedAnswer(answer: LockedCase['exitZero']): ComparedAnswer {
  const exceptions = (answer?.exceptions ?? []).map(({ granted, withheld }) => ({
    granted: names(granted),
    withheld: names(withheld),
  }));
  return {
    complete: answer !== null,
    minimalSets: answer?.minimalSets.map(names) ?? [],
    ...(exceptions.length === 0 ? {} : { cover: { exceptions, cubes: [] } }),
  };
}

function comparedLosses(capability: string, kind: LockedCase['losses'][string]): ComparedLoss[] {
  const base = { capability, message: null, differences: [], trials: [] };
  const silent = { ...base, verdict: 'degraded' } as const;
  const error = { ...base, verdict: 'failed' } as const;
  switch (kind) {
    case 'silent':
      return [silent];
    case 'error':
      return [error];
    case 'mixed':
      return [silent, error];
  }
}

function names(set: string): string[] {
  return namesOf(parseSet(set));
}
