import { CACHE_WISHES } from '../../corpus/configuration/configure.ts';
import { BUILDER_PROFILE_NAMES } from '../../vocabulary/builder-profiles.ts';
import { CONTEXT_MODES } from '../../vocabulary/configuration.ts';
import { ENGINE_OPTIONS } from './engine-options.ts';
import { flag, negatedFlag, type OptionValues, repeated, text, value, valueOr } from './option.ts';
import {
  choice,
  collect,
  collectAssignment,
  collectBuildArgument,
  collectChoice,
  collectVariable,
  duration,
  probability,
  sampleSize,
  share,
  wholeNumber,
} from './parse-option.ts';

/** What to build, and how; the same for every command that looks at Dockerfiles. */
export const CASE_OPTIONS = {
  file: text('-f, --file <path>', 'the Dockerfile, if PATH is the build context'),
  context: text('--context <directory>', 'the build context, if it is not the directory of the Dockerfile'),
  buildArg: repeated('--build-arg <name=value>', 'a build argument; repeatable', collectBuildArgument),
  buildArgEnv: repeated(
    '--build-arg-env <name>',
    'a build argument whose value is the environment variable of that name, and is kept and shown nowhere; repeatable',
    collectVariable,
  ),
  target: text('--target <stage>', 'the stage to build'),
  universe: text(
    '--universe <set>',
    'the capabilities in play, that is, those to try: docker, wide, all, or a list (default: docker)',
  ),
};

/** Whether a whole repository is looked through. */
export const RECURSIVE_OPTION = {
  recursive: flag(
    '--recursive',
    'take every Dockerfile at any depth below PATH that git does not ignore, and choose a build context for each',
  ),
};

/** How a build is configured in the pipeline; the same for every command that runs trials. */
export const CONFIGURATION_OPTIONS = {
  contextKind: value(
    '--context-kind <kind>',
    'how the context reaches the builder: dir (a mounted directory) or tar (on standard input)',
    choice('dir', 'tar'),
  ),
  contextPath: text('--context-path <path>', 'where a context of kind dir is mounted (default: /workspace)'),
  contextOwner: text(
    '--context-owner <owner>',
    'whom the files of the context belong to: root, as-is (as on this machine), or UID:GID (default: root)',
  ),
  contextModes: value(
    '--context-modes <modes>',
    'permissions of the context: as-is, git (0755 and 0644, as git checks out), or git-umask-0 (0777 and 0666, as GitLab Runner checks out) (default: as-is)',
    choice(...CONTEXT_MODES),
  ),
  cache: value(
    '--cache <mode>',
    'layers that earlier builds kept (--cache=true): off, cold (none yet), warm (kept by a build with everything granted), or both (default: off)',
    choice(...CACHE_WISHES),
  ),
  user: text('--user <uid[:gid]>', 'whom the builder runs as, in numbers (default: root)'),
  seccomp: text(
    '--seccomp <profile>',
    "the filter on system calls: default (the engine's own), unconfined, or the path of a profile (default: default)",
  ),
  newPrivileges: negatedFlag(
    '--no-new-privileges',
    'let no process gain a privilege by what it executes (Kubernetes: allowPrivilegeEscalation: false)',
  ),
  secret: repeated(
    '--secret <id=ID[,src=FILE|,env=NAME]>',
    'a secret for RUN --mount=type=secret; a stand-in value without src and env; repeatable',
    collect,
  ),
  builderFlag: repeated(
    '--builder-flag <flag>',
    'a flag of the builder, such as --snapshot-mode=redo; repeatable',
    collect,
  ),
  builderEnv: repeated(
    '--builder-env <name=value>',
    'an environment variable of the builder; repeatable',
    collectAssignment,
  ),
  builderProfile: repeated(
    '--builder-profile <name>',
    "the variables of a profile of osscontainertools' Kaniko: preview or buildkit; repeatable",
    collectChoice(...BUILDER_PROFILE_NAMES),
  ),
};

/** The one builder of a command. */
export const BUILDER_OPTIONS = {
  builder: text(
    '--builder <image>',
    'image of the Kaniko executor (default: one on the engine, else pull the current one)',
  ),
  executorBinary: text('--executor-binary <path>', 'path of a Kaniko executor that you built, instead of an image'),
};

/** The image of the sandbox. */
export const AUX_IMAGE_OPTION = {
  auxImage: text('--aux-image <image>', 'image with /bin/registry and /bin/sh (default: registry:2)'),
};

/** How trials are run; the same for every command that runs some. */
export const TRIAL_OPTIONS = {
  ...CASE_OPTIONS,
  ...CONFIGURATION_OPTIONS,
  base: repeated(
    '--base <reference=image>',
    'use IMAGE on the engine instead of the base image REFERENCE; repeatable',
    collectAssignment,
  ),
  network: value(
    '--network <mode>',
    'what a build may reach: none, or egress (the internet); default: what case.json says, else none',
    choice('none', 'egress'),
  ),
  timeout: value('--timeout <seconds>', 'stop a build after this many seconds (default: 600)', wholeNumber(1, 604_800)),
  ...ENGINE_OPTIONS,
  ...AUX_IMAGE_OPTION,
  jobs: value('--jobs <n>', 'how many trials run at once (default: one for each CPU of the engine)', wholeNumber(1)),
  trialsPerPod: value(
    '--trials-per-pod <n>',
    'for kubernetes: let up to n trials share a pod and take turns in it. Builds of one pod share its network, processes and memory files, so give it only for Dockerfiles that you trust (default: 1)',
    wholeNumber(1, 16),
  ),
  confirm: valueOr('--confirm <n>', 'count a set as failing only after this many failed trials', wholeNumber(1), 2),
  contextLimit: valueOr('--context-limit <MiB>', 'refuse a build context larger than this', wholeNumber(1), 1024),
  witness: valueOr(
    '--witness <mode>',
    "record the kernel's capability checks where the kernel can be watched: auto or off",
    choice('auto', 'off'),
    'auto',
  ),
  seed: valueOr('--seed <n>', 'seed for choices that are made at random', wholeNumber(0), 1),
  out: text('--out <directory>', 'keep the run in this directory (default: results/<run>)'),
};

/** What goes to standard output; a saved run can be shown so as well. */
export const JSON_OPTION = { json: flag('--json', 'print JSON and nothing else on standard output') };

/** Whether a flaky finding is a fault; it is asked of a saved run as well. */
export const FLAKY_OPTION = {
  failOnFlaky: flag('--fail-on-flaky', 'exit with 4 if a set both worked and failed'),
};

/** How sure a finding is to be unless something else is asked for. */
export const DEFAULT_CONFIDENCE = 0.95;

/** How many sets an audit draws for each answer, beside the neighbours of the minimal sets. */
const DEFAULT_AUDIT = 8;

/** Enough for all neighbours and the drawn sets of most cases: a passing trial is dear, and most of an audit should pass. */
const DEFAULT_AUDIT_SHARE = 0.7;

/** How thorough a discovery is and what it may spend; `audit` is how many sets are drawn unless something else is asked for. */
export function searchOptions({ audit = DEFAULT_AUDIT }: { readonly audit?: number | 'off' } = {}) {
  return {
    confidence: valueOr(
      '--confidence <p>',
      'how sure a finding must be: repeat failures until chance explains them with a probability below 1 - p',
      probability,
      DEFAULT_CONFIDENCE,
    ),
    audit: valueOr(
      '--audit <n>',
      'test that more capabilities never hurt: try the neighbours of each minimal set and n random sets; or off',
      sampleSize,
      audit,
    ),
    auditShare: valueOr(
      '--audit-share <p>',
      'how much of the time of a case the audit may take, from 0 to 0.95',
      share,
      DEFAULT_AUDIT_SHARE,
    ),
    maxTrials: value('--max-trials <n>', 'stop after this many trials and report what is known', wholeNumber(1)),
    maxTime: value('--max-time <duration>', 'stop after this time (90s, 20m, 2h) and report what is known', duration),
  };
}

/** The earlier records that may guide a search. */
export const PRIOR_OPTIONS = {
  prior: repeated(
    '--prior <record>',
    'an earlier record, or the directory of a run, that says what to try first; repeatable',
    collect,
  ),
  priorMismatch: valueOr(
    '--prior-mismatch <mode>',
    'if an earlier record contradicts the cases or another record: refuse, or warn and continue without it',
    choice('refuse', 'warn'),
    'refuse',
  ),
};

/** Whether a search is guided at all. */
export const GUESS_OPTION = {
  priors: negatedFlag('--no-priors', 'do not guess from Dockerfiles and earlier records what to try first'),
};

/** What else a search may be told of priors. */
export const GUIDE_OPTIONS = {
  ...PRIOR_OPTIONS,
  ...GUESS_OPTION,
  explain: flag('--explain', 'print for each case what is guessed before its first trial, and why'),
};

/** Whether builds are configured as the lock file has them where nothing else is said. */
export const LOCKED_CONFIGURATION_OPTION = {
  lockedConfiguration: negatedFlag(
    '--no-locked-configuration',
    'configure builds by options and case.json alone, not as the lock file has them',
  ),
};

/** The values of the options that say what to build. */
export type CaseOptions = OptionValues<typeof CASE_OPTIONS>;

/** The values of the options that say how a build is configured. */
export type ConfigurationOptions = OptionValues<typeof CONFIGURATION_OPTIONS>;

/** The values of the options that say how trials are run. */
export type TrialOptions = OptionValues<typeof TRIAL_OPTIONS>;

/** The values of the options that say how thorough a discovery is. */
export type SearchOptions = OptionValues<ReturnType<typeof searchOptions>>;
