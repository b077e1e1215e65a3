import { parseUniverse } from '../../capabilities/universe.ts';
import type { CaseOverrides } from '../../corpus/case-overrides.ts';
import type { ConfigurationSettings } from '../../corpus/configuration/configure.ts';
import type { Shard } from '../../corpus/shard-cases.ts';
import { HarnessError } from '../../errors.ts';
import { buildsThatExclude } from '../../proof/certainty.ts';
import type { RunWish } from '../../use-cases/planning/plan-run.ts';
import type { BuilderRequest, RunPlan, RunTask } from '../../vocabulary/run-plan.ts';
import type { RunPolicy } from '../../vocabulary/run-policy.ts';
import type { Variation } from '../../vocabulary/variation.ts';
import { type EngineOptions, engineChoiceOf } from './engine-options.ts';
import {
  type CaseOptions,
  type ConfigurationOptions,
  DEFAULT_CONFIDENCE,
  type SearchOptions,
  type TrialOptions,
} from './run-options.ts';

/** What the options say goes before each case's own settings. */
export function overridesOf(
  options: CaseOptions &
    Partial<ConfigurationOptions & Pick<TrialOptions, 'network' | 'timeout'> & { readonly recursive: boolean }>,
): CaseOverrides {
  return {
    configuration: configurationSettingsOf(options),
    recursive: options.recursive ?? false,
    file: options.file,
    context: options.context,
    buildArguments: Object.fromEntries(options.buildArg),
    argumentsFromEnvironment: options.buildArgEnv,
    target: options.target,
    network: options.network,
    universe: options.universe === undefined ? undefined : parseUniverse(options.universe),
    timeoutSeconds: options.timeout,
  };
}

function configurationSettingsOf(options: Partial<ConfigurationOptions>): ConfigurationSettings {
  const {
    contextKind,
    contextPath,
    contextOwner,
    contextModes,
    cache,
    builderProfile,
    builderFlag,
    builderEnv = [],
  } = options;
  const { user, seccomp, newPrivileges, secret } = options;
  return {
    user,
    seccomp,
    // Given or not given: `case.json` is not undone by an option that nobody wrote.
    noNewPrivileges: newPrivileges === false ? true : undefined,
    secrets: secret,
    contextKind,
    contextPath,
    contextOwner,
    contextModes,
    cache,
    builderProfiles: builderProfile,
    builderFlags: builderFlag,
    builderEnvironment: Object.fromEntries(builderEnv),
  };
}

/**
 * The builder that the options or the environment name.
 *
 * @throws HarnessError if the options name two.
 */
export function builderRequestOf(
  { builder, executorBinary }: { readonly builder: string | undefined; readonly executorBinary: string | undefined },
  environment: NodeJS.ProcessEnv,
): BuilderRequest {
  if (builder !== undefined && executorBinary !== undefined) {
    throw new HarnessError('OPTIONS_CONFLICT', '--builder and --executor-binary were both given', {
      hint: 'Give one of them.',
    });
  }
  if (executorBinary !== undefined) return { kind: 'binary', path: executorBinary };
  const reference = builder ?? environment['KANIKO_CAPS_BUILDER'];
  return reference ? { kind: 'image', reference } : { kind: 'any' };
}

/** The policy of a search. */
export function searchPolicy(
  options: SearchOptions & Pick<TrialOptions, 'confirm' | 'seed'>,
  { vary = [] }: { readonly vary?: readonly Variation[] | undefined } = {},
): RunPolicy {
  const { confirm, confidence, audit, auditShare, seed, maxTrials = null, maxTime = null } = options;
  return {
    confirm,
    confidence,
    audit: audit === 'off' ? null : audit,
    auditShare,
    seed,
    maxTrials,
    maxTimeMs: maxTime,
    variations: vary,
    buildsThatExclude: buildsThatExclude(confidence),
  };
}

/** The policy of a run that tries what it is told: there is nothing to be sure of but what was tried. */
export function plainPolicy(
  { confirm, seed }: Pick<TrialOptions, 'confirm' | 'seed'>,
  { vary = [] }: { readonly vary?: readonly Variation[] | undefined } = {},
): RunPolicy {
  return {
    confirm,
    confidence: DEFAULT_CONFIDENCE,
    audit: null,
    auditShare: 0,
    seed,
    maxTrials: null,
    maxTimeMs: null,
    variations: vary,
    buildsThatExclude: buildsThatExclude(DEFAULT_CONFIDENCE),
  };
}

/** What the options of a command leave to be said by the command itself. */
export interface WishedFor {
  readonly paths: readonly string[];
  readonly task: RunTask;
  readonly policy: RunPolicy;
  readonly builder: BuilderRequest;
  /** @default nothing is guessed */
  readonly guesses?: RunPlan['conduct']['guesses'];
  readonly shard?: Shard | undefined;
}

/** A run in the words of the domain. */
export function wishOf(options: TrialOptions & { readonly recursive?: boolean }, wished: WishedFor): RunWish {
  const { paths, task, policy, builder, guesses = NO_GUESSES, shard } = wished;
  return {
    paths,
    overrides: overridesOf(options),
    environment: process.env,
    task,
    policy,
    substitutes: Object.fromEntries(options.base),
    conduct: conductOf(options, builder, guesses),
    shard,
  };
}

/** What changes only how the answers of a run are reached. */
export function conductOf(
  options: Pick<TrialOptions, 'jobs' | 'trialsPerPod' | 'auxImage' | 'witness' | 'contextLimit'> & EngineOptions,
  builder: BuilderRequest,
  guesses: RunPlan['conduct']['guesses'],
): RunPlan['conduct'] {
  const engine = engineChoiceOf(options, process.env);
  return {
    builder,
    ...(engine !== undefined && { engine }),
    jobs: options.jobs ?? null,
    trialsPerPod: options.trialsPerPod ?? 1,
    auxiliaryImage: options.auxImage ?? null,
    watchKernel: options.witness !== 'off',
    contextLimitBytes: options.contextLimit * 2 ** 20,
    guesses,
  };
}

const NO_GUESSES: RunPlan['conduct']['guesses'] = { enabled: false, records: [], mismatch: 'refuse' };
