import { EMPTY_SET } from '../capabilities/capability-set.ts';
import { commonEnvironment } from '../engine/common-environment.ts';
import type { EngineHost, Isolation } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import { startOf } from '../proof/derive-record.ts';
import {
  DECISIVE_FACTS,
  type DecisiveFact,
  type EngineEnvironment,
  isAnotherFact,
  isKnownFact,
} from '../vocabulary/engine-environment.ts';
import type { EventOf, JournalEntry } from '../vocabulary/run-event.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';
import type { Privilege, RunSettings } from './run-settings.ts';

/** The environment of a run's trials: that of the engine, what its builds reach, and how many trials share a pod. */
export function environmentOf(
  { conduct: { trialsPerPod } }: RunPlan,
  environment: EngineEnvironment,
  isolation: Isolation | null,
): EngineEnvironment {
  return {
    ...environment,
    ...(isolation !== null && isolation.kind !== 'unknown' && { isolation: isolation.kind }),
    ...(trialsPerPod > 1 && { trialsPerPod }),
  };
}

/** The event with which a run begins. */
export function startEvent(
  settings: RunSettings,
  environment: EngineEnvironment,
  privilege: Privilege,
): EventOf<'run-started'> {
  return {
    type: 'run-started',
    run: settings.run,
    toolVersion: settings.toolVersion,
    plan: settings.plan,
    builder: settings.builder.identity,
    environment,
    ...privilege,
    mergedFrom: [],
  };
}

/**
 * Refuses to go on with another run, or with this one on another builder or engine: the trials would not be comparable.
 *
 * @throws HarnessError naming what changed.
 */
export function assertSameRun(
  entries: readonly JournalEntry[],
  settings: RunSettings,
  hosts: readonly EngineHost[],
): void {
  const started = startOf(entries);
  if (started.run !== settings.run) throw alreadyInUse(settings.directory);
  const { imageDigest, binarySha256 } = settings.builder.identity;
  const before = started.builder;
  if (before.imageDigest !== imageDigest || before.binarySha256 !== binarySha256) {
    throw changed(`The builder changed (it was ${before.reference}, ${before.version})`);
  }
  const untold = new Set(hosts.flatMap(({ toldByContainers = [] }) => toldByContainers));
  assertSameFacts(
    started.environment,
    commonEnvironment(hosts),
    DECISIVE_FACTS.filter((fact) => !untold.has(fact)),
  );
}

/**
 * Refuses to go on in another environment than the run began in. What was not known then or is not known now does not count.
 *
 * @throws HarnessError naming what changed.
 */
export function assertSameEnvironment(entries: readonly JournalEntry[], environment: EngineEnvironment): void {
  assertSameFacts(startOf(entries).environment, environment, DECISIVE_FACTS);
}

function assertSameFacts(before: EngineEnvironment, after: EngineEnvironment, facts: readonly DecisiveFact[]): void {
  const known = facts.filter((fact) => isKnownFact(before, fact) && isKnownFact(after, fact));
  const other = known.find((fact) => isAnotherFact(fact, before, after));
  if (other === undefined) return;
  const what = `The engine's ${other} changed from ${textOf(before[other])} to ${textOf(after[other])}`;
  const isOption = other === 'userNamespaceRemapping' && after.engine === 'kubernetes';
  throw isOption ? changed(what, `Resume it ${before[other] ? 'with' : 'without'} --user-namespace.`) : changed(what);
}

/**
 * Refuses to go on with a case whose context, base images or universe are not what they were.
 *
 * @throws HarnessError naming what changed.
 */
export function assertSameCase(entries: readonly JournalEntry[], prepared: EventOf<'case-prepared'>): void {
  const before = entries
    .map(({ event }) => event)
    .findLast((event) => event.type === 'case-prepared' && event.case === prepared.case);
  if (before?.type !== 'case-prepared') return;
  if (before.contextSha256 !== prepared.contextSha256)
    throw changed(`The Dockerfile or the context of ${prepared.case} changed`);
  if (before.universe !== prepared.universe) throw changed(`The capabilities in play for ${prepared.case} changed`);
  for (const base of prepared.bases) {
    const kept = before.bases.find(({ reference }) => reference === base.reference);
    if (kept?.digest !== base.digest) throw changed(`The base image ${base.reference} of ${prepared.case} changed`);
  }
}

/** What is told of a directory that holds a run which nobody asked to go on with. */
export function alreadyInUse(directory: string): HarnessError {
  return new HarnessError('DIRECTORY_IN_USE', `${directory} already contains a run`, {
    hint: `Resume it with --resume ${directory}, or give another directory with --out.`,
  });
}

function textOf(fact: unknown): string {
  return typeof fact === 'string' ? fact : JSON.stringify(fact);
}

const NEW_RUN = 'Start a new run: trials before and after cannot be compared.';

function changed(what: string, hint = NEW_RUN): HarnessError {
  return new HarnessError('RUN_CHANGED', `${what} since the run began`, { hint });
}

/**
 * Refuses a builder that needs what the engine does not grant.
 *
 * @throws HarnessError
 */
export function assertServed(missing: Privilege['untestable'], builder: string, names: string): void {
  if (missing === EMPTY_SET) return;
  throw new HarnessError('CANNOT_GRANT', `This engine cannot grant ${names}, and ${builder} does not run without`, {
    hint: 'Use another engine or another builder.',
  });
}
