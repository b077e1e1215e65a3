import type { Builder } from '../builders/builder.ts';
import { chooseBuilder } from '../builders/choose-builder.ts';
import type { ValueSources } from '../corpus/configuration/read-argument.ts';
import type { Progress } from '../discovery/progress.ts';
import { alreadyInUse } from '../discovery/resumption.ts';
import { runCases } from '../discovery/run-cases.ts';
import type { Engine } from '../engine/port.ts';
import type { RegistryCredentials } from '../image/credentials/registry-credentials.ts';
import { holdsRun } from '../journal/journal.ts';
import { casesToRun } from '../plan/cases-to-run.ts';
import { COMMITTED_CALIBRATION } from '../priors/calibration/committed-calibration.ts';
import type { KnownFindings } from '../priors/earlier-finding.ts';
import type { RunRecord } from '../record/record.ts';
import { chooseAuxiliaryImage } from '../sandbox/auxiliary-image.ts';
import type { GuessSources } from '../strategies/belief.ts';
import { type Estimate, exhaustiveEstimate, meanTrialMsOf } from '../strategies/exhaustive-estimate.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';
import { assertCacheKept } from './assert-cache-kept.ts';
import { assertEngineServes } from './assert-engine-serves.ts';
import { checkBuilderSettings } from './check-builder-settings.ts';
import { describeBuilder } from './describe-builder.ts';

/** A run to begin, or to go on with. */
export interface RunOrder {
  readonly plan: RunPlan;
  /** The earlier records that guide it. */
  readonly records: readonly RunRecord[];
  /** What else is known of its cases, as a lock file keeps it. @default none */
  readonly known?: readonly KnownFindings[];
  readonly run: string;
  /** Absolute. */
  readonly directory: string;
  /** The build arguments of the command line, for those whose values are kept nowhere. @default none */
  readonly givenArguments?: ValueSources['givenArguments'];
  /** Whether the directory holds the beginning of the run. */
  readonly resumed: boolean;
}

/** What a run is carried out with. */
export interface RunMeans {
  readonly engine: Engine;
  readonly toolVersion: string;
  readonly credentialsFor: (host: string) => Promise<RegistryCredentials | undefined>;
  readonly environment: ValueSources['environment'];
  readonly progress: Progress & {
    /** Something that the user may want to read later. */
    note(text: string): void;
  };
  /** Lets the user decide whether to begin a run that takes long; throws if not. */
  readonly approve: (estimate: Estimate) => Promise<void>;
  readonly stop: AbortSignal;
  readonly cancel: AbortSignal;
}

/**
 * Refuses a directory that holds another run.
 *
 * @throws HarnessError
 */
export async function assertDirectoryFree({
  directory,
  resumed,
}: Pick<RunOrder, 'directory' | 'resumed'>): Promise<void> {
  if (!resumed && (await holdsRun(directory))) throw alreadyInUse(directory);
}

/** Chooses the builder, runs the trials and gives the record of the run. */
export async function carryOut(order: RunOrder, means: RunMeans): Promise<RunRecord> {
  const { plan, run, directory } = order;
  const { engine, progress } = means;
  assertEngineServes(engine, plan.conduct.builder, casesToRun(plan));
  const builds = plan.conduct.jobs ?? (await cpusOf(engine));
  const estimate = order.resumed ? undefined : estimateOf(order, builds);
  if (estimate !== undefined) await means.approve(estimate);
  const openBuilder = async (): Promise<Builder> => {
    const chosen = await chooseBuilder(engine, plan.conduct.builder, means);
    assertCacheKept(chosen.builder, casesToRun(plan));
    const settled = await checkBuilderSettings(chosen.builder, casesToRun(plan));
    progress.note(`builder: ${[...describeBuilder(chosen), ...settled].join('\n  ')}`);
    return chosen.builder;
  };
  return runCases({
    ...means,
    run,
    directory,
    plan,
    givenArguments: order.givenArguments ?? {},
    openBuilder,
    // Those that wait for their turn have places as well.
    slots: builds * plan.conduct.trialsPerPod,
    auxiliaryImage: await chooseAuxiliaryImage(engine, plan.conduct.auxiliaryImage, progress.preparing),
    guesses: guessSourcesOf(order),
  });
}

async function cpusOf(engine: Engine): Promise<number> {
  return (await engine.hosts()).reduce((sum, { environment }) => sum + environment.cpus, 0);
}

function guessSourcesOf({ plan, records, known = [] }: RunOrder): GuessSources | undefined {
  if (plan.question.task.kind !== 'search' || !plan.conduct.guesses.enabled) return undefined;
  return { records, known, calibration: COMMITTED_CALIBRATION };
}

/** How long a run takes that tries every subset; undefined for one that does not. */
function estimateOf({ plan, records: [earlier] }: RunOrder, slots: number): Estimate | undefined {
  const { task } = plan.question;
  if (task.kind !== 'every-set') return undefined;
  const universes = casesToRun(plan).map(({ universe }) => universe);
  const meanTrialMs = earlier === undefined ? undefined : meanTrialMsOf(earlier);
  return exhaustiveEstimate({ universes, over: task.over ?? undefined, slots }, meanTrialMs);
}
