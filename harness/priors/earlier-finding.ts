import { type CapabilitySet, formatSet, intersection } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { settingChanges, settingChangesText } from '../record/configuration-words.ts';
import type { RunRecord } from '../record/record.ts';
import { minimalSets } from '../search/ledger/transversals.ts';
import type { Configuration } from '../vocabulary/configuration.ts';
import type { BuilderVersion } from './builder-version.ts';

/** A case as earlier records may know it. */
export interface KnownCase {
  readonly caseId: string;
  readonly universe: CapabilitySet;
  readonly builder?: BuilderVersion | undefined;
  readonly contextSha256?: string | undefined;
  readonly configuration?: Configuration | undefined;
}

/** Findings that tell what to expect of the same case: those of a record, or of whatever else keeps them. */
export interface KnownFindings {
  readonly builder: Pick<RunRecord['builder'], 'kind' | 'version' | 'repository'>;
  /** What proved them. */
  readonly run: Pick<RunRecord['run'], 'id'>;
  readonly cases: readonly KnownFinding[];
}

/** The answers of a case. */
export interface KnownFinding {
  readonly id: string;
  readonly contextSha256: string | null;
  readonly configuration: Configuration;
  readonly faithful: KnownAnswer;
  readonly exitZero: KnownAnswer;
}

interface KnownAnswer {
  readonly complete: boolean;
  readonly minimalSets: readonly (readonly string[])[];
}

/** What was found of the same case before. */
export interface EarlierFinding {
  readonly faithful: readonly CapabilitySet[] | undefined;
  readonly exitZero: readonly CapabilitySet[] | undefined;
  /** Whether it is of the same context, configuration and builder, so that another outcome would be a surprise. */
  readonly isOfSameBuild: boolean;
  readonly because: readonly string[];
}

/**
 * All minimal sets of the record that knows the case best: one of the same context goes before one of another, then one of
 * the same configuration, then one of the same builder, and then the first.
 */
export function earlierFindings(one: KnownCase, records: readonly KnownFindings[]): EarlierFinding | undefined {
  const known = records.flatMap((record) =>
    record.cases
      .filter(({ id, faithful, exitZero }) => id === one.caseId && (isKnown(faithful) || isKnown(exitZero)))
      .map((found) => ({ record, found, trust: trustIn(one, record, found) })),
  );
  const [best] = known.toSorted((a, b) => b.trust - a.trust);
  if (best === undefined) return undefined;
  const { record, found } = best;
  const setsOf = (answer: KnownAnswer): CapabilitySet[] | undefined =>
    isKnown(answer)
      ? minimalSets(answer.minimalSets.map((set) => intersection(setOfNames(set), one.universe)))
      : undefined;
  const faithful = setsOf(found.faithful);
  const exitZero = setsOf(found.exitZero);
  const isOfSameBuild = trustIn(one, record, found) === TRUST.context + TRUST.configuration + TRUST.builder;
  return { faithful, exitZero, isOfSameBuild, because: [reason(one, record, found, faithful ?? exitZero ?? [])] };
}

function isKnown({ complete, minimalSets: sets }: KnownAnswer): boolean {
  return complete && sets.length > 0;
}

/** What a record gains by being of the same context, of the same configuration, and of the same builder. */
const TRUST = { context: 4, configuration: 2, builder: 1 };

function trustIn(one: KnownCase, record: KnownFindings, found: KnownFinding): number {
  const { builder } = one;
  const sameBuilder = builder?.version === record.builder.version && builder.repository === record.builder.repository;
  return (
    (isSameContext(one, found) ? TRUST.context : 0) +
    (configurationReason(one, found) === '' ? TRUST.configuration : 0) +
    (sameBuilder ? TRUST.builder : 0)
  );
}

function isSameContext({ contextSha256 }: KnownCase, found: KnownFinding): boolean {
  return contextSha256 === undefined || found.contextSha256 === null || contextSha256 === found.contextSha256;
}

/** That a finding is of another configuration; it is a good guess all the same. */
function configurationReason({ configuration }: KnownCase, found: KnownFinding): string {
  const changes = configuration === undefined ? [] : settingChanges(found.configuration, configuration);
  if (changes.length === 0) return '';
  return `; this run is configured differently (${settingChangesText(changes)})`;
}

function reason(one: KnownCase, record: KnownFindings, found: KnownFinding, sets: readonly CapabilitySet[]): string {
  const needed = sets.map((set) => formatSet(set).replaceAll(',', ' ')).join(' or ');
  const where = `found before with ${record.builder.kind} ${record.builder.version}, in ${record.run.id}`;
  return `${needed}: ${where}${isSameContext(one, found) ? '' : '; the Dockerfile or its context has changed since'}${configurationReason(one, found)}`;
}
