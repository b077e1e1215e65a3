import { compareSets, difference, formatSet } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { digestOfPlaces } from '../comparison/reference-image.ts';
import type { CubeRecord } from '../record/answer-cover-record.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { minimalTransversals } from '../search/ledger/transversals.ts';
import { builderIdentity } from '../vocabulary/builder-identity.ts';
import { DECISIVE_FACTS } from '../vocabulary/engine-environment.ts';
import type { LockedCase, LockFile } from './lock-file.ts';

/** A case whose finding cannot be kept. */
export interface UnansweredCase {
  readonly path: string;
  readonly reason: string;
}

/** What of a run a lock file keeps. */
export interface LockedRun extends Pick<LockFile, 'proofs' | 'cases'> {
  readonly unanswered: readonly UnansweredCase[];
}

/** Takes from a record what a lock file keeps; `pathOf` tells the path of a case's Dockerfile as the lock file names it. */
export function lockRecord(record: RunRecord, pathOf: (one: CaseRecord) => string): LockedRun {
  const cases: LockFile['cases'] = {};
  const unanswered: UnansweredCase[] = [];
  for (const one of record.cases) {
    const path = pathOf(one);
    const locked = lockedCase(one, record.run.id);
    if (locked === undefined) unanswered.push({ path, reason: whyUnanswered(one) });
    else cases[path] = locked;
  }
  return { proofs: { [record.run.id]: proofOf(record) }, cases, unanswered };
}

function proofOf({ tool, builder, environment }: RunRecord): LockFile['proofs'][string] {
  const known = DECISIVE_FACTS.filter((fact) => environment[fact] !== undefined);
  const facts = Object.fromEntries(known.map((fact) => [fact, environment[fact]]));
  return {
    tool: `${tool.name} ${tool.version}`,
    builder: builderIdentity.parse(builder),
    environment: facts as LockFile['proofs'][string]['environment'],
  };
}

/** Undefined for a case without a complete faithful answer, or of a context that nobody can recognize. */
function lockedCase(one: CaseRecord, proof: string): LockedCase | undefined {
  const { status, contextSha256, network, configuration, referenceImage, masked } = one;
  if (status === 'infrastructure' || status === 'unreproducible' || status === 'tampered') return undefined;
  if (status === 'invalid' || contextSha256 === null) return undefined;
  const faithful = lockedAnswer(one, 'faithful');
  if (faithful === undefined) return undefined;
  return {
    proof,
    status,
    contextSha256,
    ...contextOf(one),
    universe: setText(one.universe),
    untestable: setText(one.untestable),
    network,
    configuration,
    bases: Object.fromEntries(one.bases.map(({ reference, digest }) => [reference, digest])),
    faithful,
    exitZero: lockedAnswer(one, 'exitZero') ?? null,
    losses: lossesOf(one),
    referenceImage,
    varies: masked.length > 0,
    ...(masked.length > 0 && { varyingSha256: digestOfPlaces(masked) }),
  };
}

/** The context that was chosen, as seen from the Dockerfile; nothing where that is its own directory. */
function contextOf({ dockerfile, context }: CaseRecord): Pick<LockedCase, 'context'> {
  if (context === undefined) return {};
  const [from, to] = [segmentsOf(dockerfile).slice(0, -1), segmentsOf(context.directory)];
  const firstOther = from.findIndex((segment, index) => segment !== to[index]);
  const shared = firstOther === -1 ? from.length : firstOther;
  const way = [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
  return way === '' ? {} : { context: way };
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** A build that fails with everything granted is an answer: no set of the universe serves. */
function lockedAnswer(one: CaseRecord, answer: 'faithful' | 'exitZero'): LockedCase['faithful'] | undefined {
  if (one.status === 'reference-failed') return { minimalSets: [], maximalFailingSets: [setText(one.universe)] };
  const { complete, minimalSets, maximalFailingSets } = one[answer];
  if (!complete) return undefined;
  const sets = { minimalSets: minimalSets.map(setText), maximalFailingSets: maximalFailingSets.map(setText) };
  const exceptions = one[answer].cover?.exceptions ?? [];
  return exceptions.length === 0 ? sets : { ...sets, ...hurtingSets(one, minimalSets, exceptions) };
}

/** Where more capabilities hurt, the largest sets that fail may hold a minimal set; those that hold none are kept, as ever. */
function hurtingSets(
  { universe }: CaseRecord,
  minimal: readonly (readonly string[])[],
  exceptions: readonly CubeRecord[],
): Pick<LockedCase['faithful'], 'maximalFailingSets' | 'exceptions'> {
  const all = setOfNames(universe);
  const largest = minimalTransversals(minimal.map(setOfNames)).map((lacking) => difference(all, lacking));
  return {
    maximalFailingSets: largest.toSorted(compareSets).map(formatSet),
    exceptions: exceptions.map(({ granted, withheld }) => ({ granted: setText(granted), withheld: setText(withheld) })),
  };
}

function lossesOf({ losses }: CaseRecord): LockedCase['losses'] {
  const kinds: LockedCase['losses'] = {};
  for (const { capability, verdict } of losses) {
    const kind = verdict === 'degraded' ? 'silent' : 'error';
    kinds[capability] = (kinds[capability] ?? kind) === kind ? kind : 'mixed';
  }
  return kinds;
}

function whyUnanswered({ status, reason, contextSha256 }: CaseRecord): string {
  if (reason !== null) return `${status}: ${reason}`;
  return contextSha256 === null ? 'its context has no hash' : `${status}: not every set is decided`;
}

function setText(names: readonly string[]): string {
  return formatSet(setOfNames(names));
}
