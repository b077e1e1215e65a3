import { comparableSets } from '../comparison/compare-answers.ts';
import { configurationChangeOf } from '../comparison/configuration-change.ts';
import { differingEnvironment } from '../comparison/differing-facts.ts';
import { compareReferenceDigests, type ReferenceImage } from '../comparison/reference-image.ts';
import { comparedLockedCase } from '../lock/compared-locked-case.ts';
import type { LockException, LockFile } from '../lock/lock-file.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { lineNumber } from '../report/ci/dockerfile-place.ts';
import { builderChanges, buildersOf, type LockedBuilder } from './check-builder.ts';
import { buildChanges, decisiveFacts, differencesOf } from './check-case.ts';
import { NOWHERE, placeOf } from './check-place.ts';
import type { CheckedCase, PlacedDifference } from './checked-case.ts';
import { type ExceptionTerms, idleExceptions, toleranceOf } from './tolerance.ts';

/** A run held against a lock file. */
export interface Check {
  /** The run that was checked; null if no case was left to run. */
  readonly run: Pick<RunRecord, 'run' | 'builder' | 'environment' | 'tool' | 'evidence'> | null;
  /** The builders of the proofs that the checked cases rest on, each once. */
  readonly lockedBuilders: readonly LockedBuilder[];
  readonly cases: readonly CheckedCase[];
  /** Locked cases that were not asked for. */
  readonly notAskedFor: number;
  /** Exceptions for what does not happen. */
  readonly idleExceptions: readonly LockException[];
}

/** What is needed besides a lock file and a record. */
export interface CheckContext {
  /** Where the lock file keeps a case. */
  readonly pathOf: (one: CaseRecord) => string;
  /** The day, in UTC: `2027-01-31`. */
  readonly today: string;
  /** How the reference images compare, by the path in the lock file, where the images are at hand. */
  readonly images: ReadonlyMap<string, ReferenceImage>;
  /** Locked cases that were asked for, and whose Dockerfile is no more. */
  readonly gone: readonly GoneCase[];
}

/** A locked case whose Dockerfile is no more. */
export type GoneCase = Pick<CheckedCase, 'path' | 'file'>;

/** Holds a run against a lock file; null where there was nothing to run. */
export function checkRecord(lock: LockFile, record: RunRecord | null, context: CheckContext): Check {
  const { gone, today } = context;
  const drafts = [
    ...(record?.cases ?? []).map((one) => draftOf(one, { lock, record, context })),
    ...gone.map(goneCase),
  ];
  const cases = drafts
    .map((draft) => settled(draft, { exceptions: lock.exceptions, today }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const checked = new Set(cases.map(({ path }) => path));
  return {
    run: record,
    lockedBuilders: buildersOf(lock, cases),
    cases,
    notAskedFor: Object.keys(lock.cases).filter((path) => !checked.has(path)).length,
    idleExceptions: idleExceptions(lock.exceptions, cases),
  };
}

/** A case before anybody asked what of it is tolerated. */
type Draft = Omit<CheckedCase, 'changes'> & { readonly changes: readonly PlacedDifference[] };

interface Sides {
  readonly lock: LockFile;
  readonly record: RunRecord | null;
  readonly context: CheckContext;
}

function draftOf(now: CaseRecord, { lock, record, context }: Sides): Draft {
  const path = context.pathOf(now);
  const { count, lowerBound, totalMs } = now.trials;
  const told = {
    path,
    id: now.id,
    file: now.dockerfile,
    flaky: now.status === 'flaky' || now.flaky.length > 0,
    trials: { count, lowerBound, totalMs },
  };
  if (now.status === 'invalid') {
    const place = { line: lineNumber(now.invalid?.line ?? 0), instruction: '' };
    return { ...told, ...NOTHING_KNOWN, changes: [{ kind: 'invalid', reason: now.reason ?? '', ...place }] };
  }
  const entry = Object.hasOwn(lock.cases, path) ? lock.cases[path] : undefined;
  const proof = lock.proofs[entry?.proof ?? ''];
  if (entry === undefined || proof === undefined || record === null) {
    const found = comparableSets(now, 'faithful') ?? null;
    return { ...told, ...NOTHING_KNOWN, changes: [{ kind: 'not-locked', found, ...NOWHERE }] };
  }
  const locked = comparedLockedCase(now.id, entry);
  const image = context.images.get(path) ?? compareReferenceDigests(locked, now);
  const question = { locked, now, image, environment: differingEnvironment(proof.environment, record.environment) };
  return {
    ...told,
    proof: entry.proof,
    changes: differencesOf(question).map((one): PlacedDifference => ({ ...one, ...placeOf(now, one) })),
    causes: [...builderChanges(proof, record), ...buildChanges(question)],
    configuration: configurationChangeOf(locked, now),
    facts: decisiveFacts(question),
    image,
  };
}

const NOTHING_KNOWN = { proof: null, configuration: null, causes: [], facts: [], image: { kind: 'none' } } as const;

function goneCase({ path, file }: GoneCase): Draft {
  const trials = { count: 0, lowerBound: 0, totalMs: 0 };
  return { path, id: path, file, flaky: false, trials, ...NOTHING_KNOWN, changes: [{ kind: 'gone', ...NOWHERE }] };
}

function settled(draft: Draft, terms: ExceptionTerms): CheckedCase {
  const changes = draft.changes.map((one): CheckedCase['changes'][number] => ({
    ...one,
    tolerance: toleranceOf(draft.path, one, terms),
  }));
  return { ...draft, changes };
}
