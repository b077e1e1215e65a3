import { flag, negatedFlag, type OptionValues, repeated, text, value, valueOr } from './option.ts';
import {
  choice,
  collect,
  collectAssignment,
  duration,
  probability,
  sampleSize,
  share,
  wholeNumber,
} from './parse-option.ts';

/** What to build, and how; the same for every command that looks at Dockerfiles. */
export const CASE_OPTIONS = {
  file: text('-f, --file <path>', 'the Dockerfile, when PATH is its build context'),
  context: text('--context <directory>', 'the build context, when it is not the directory of the Dockerfile'),
  buildArg: repeated('--build-arg <name=value>', 'a build argument; repeatable', collectAssignment),
  target: text('--target <stage>', 'the stage to build'),
  universe: text('--universe <set>', 'the capabilities in play: docker, wide, all, or a list (default: docker)'),
};

/** The one builder of a command. */
export const BUILDER_OPTIONS = {
  builder: text('--builder <image>', 'image of the Kaniko executor (default: one that the engine has, else a pull)'),
  executorBinary: text('--executor-binary <path>', 'a Kaniko executor built by yourself, instead of an image'),
};

/** The image of the sandbox. */
export const AUX_IMAGE_OPTION = {
  auxImage: text('--aux-image <image>', 'image with /bin/registry and /bin/sh (default: registry:2)'),
};

/** How trials are run; the same for every command that runs some. */
export const TRIAL_OPTIONS = {
  ...CASE_OPTIONS,
  base: repeated(
    '--base <reference=image>',
    'use a local image instead of a base image; repeatable',
    collectAssignment,
  ),
  network: value(
    '--network <mode>',
    'what a build may reach: none, or egress for the internet',
    choice('none', 'egress'),
  ),
  timeout: value('--timeout <seconds>', 'deadline of one build', wholeNumber(1)),
  ...AUX_IMAGE_OPTION,
  jobs: value('--jobs <n>', 'how many trials run at once (default: the number of CPUs of the engine)', wholeNumber(1)),
  confirm: valueOr('--confirm <n>', 'how many agreeing trials a border failure needs', wholeNumber(1), 2),
  contextLimit: valueOr('--context-limit <MiB>', 'the largest build context', wholeNumber(1), 1024),
  witness: valueOr(
    '--witness <mode>',
    "watch the kernel's capability checks: auto or off",
    choice('auto', 'off'),
    'auto',
  ),
  seed: valueOr('--seed <n>', 'decides between equally good questions', wholeNumber(0), 1),
  out: text('--out <directory>', 'where to keep the run (default: results/<run>)'),
  json: flag('--json', 'print the result as JSON, and nothing else, on standard output'),
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
      'how sure each finding is to be: failures are repeated until chance explains them with less than 1 - p',
      probability,
      DEFAULT_CONFIDENCE,
    ),
    audit: valueOr(
      '--audit <n>',
      'test "more capabilities never hurt" on the neighbours of each minimal set and n sets drawn at random, or off',
      sampleSize,
      audit,
    ),
    auditShare: valueOr(
      '--audit-share <p>',
      'the part of the time of all trials of a case that the audit may take, from 0 to 0.95',
      share,
      DEFAULT_AUDIT_SHARE,
    ),
    maxTrials: value('--max-trials <n>', 'end the run after so many trials with what is known by then', wholeNumber(1)),
    maxTime: value('--max-time <duration>', 'end the run after so long, as 90s, 20m or 2h', duration),
    failOnFlaky: flag('--fail-on-flaky', 'exit with 4 if a set both served and failed'),
  };
}

/** The earlier records that may guide a search. */
export const PRIOR_OPTIONS = {
  prior: repeated(
    '--prior <record>',
    'an earlier record, or the directory of a run, that tells what to ask first; repeatable',
    collect,
  ),
  priorMismatch: valueOr(
    '--prior-mismatch <mode>',
    'what to do with a prior that contradicts the cases or another prior: refuse, or warn and go on without it',
    choice('refuse', 'warn'),
    'refuse',
  ),
};

/** Whether a search is guided at all. */
export const GUESS_OPTION = {
  priors: negatedFlag(
    '--no-priors',
    'guess nothing from Dockerfiles and earlier records; failures still tell what to ask next',
  ),
};

/** What else a search may be told of priors. */
export const GUIDE_OPTIONS = {
  ...PRIOR_OPTIONS,
  ...GUESS_OPTION,
  explain: flag('--explain', 'tell for each case what is guessed before its first trial, and why'),
};

/** The values of the options that say what to build. */
export type CaseOptions = OptionValues<typeof CASE_OPTIONS>;

/** The values of the options that say how trials are run. */
export type TrialOptions = OptionValues<typeof TRIAL_OPTIONS>;

/** The values of the options that say how thorough a discovery is. */
export type SearchOptions = OptionValues<ReturnType<typeof searchOptions>>;
