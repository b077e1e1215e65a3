import { type Command, InvalidArgumentError } from 'commander';

/** The options that say what to guess before the first trial. */
export interface PriorOptions {
  readonly prior?: readonly string[];
  readonly priorMismatch?: 'refuse' | 'warn';
}

/** What else a search may be told of priors. */
export interface SearchPriorOptions extends PriorOptions {
  /** False for `--no-priors`. @default true */
  readonly priors?: boolean;
  readonly explain?: boolean;
}

/** The options that say what to try and on what; the same for every command that runs trials. */
export interface RunOptions {
  readonly file?: string;
  readonly context?: string;
  readonly buildArg?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly base?: Readonly<Record<string, string>>;
  readonly network?: 'none' | 'egress';
  readonly universe?: string;
  readonly timeout?: number;
  readonly builder?: string;
  readonly executorBinary?: string;
  readonly auxImage?: string;
  readonly jobs?: number;
  readonly confirm: number;
  readonly contextLimit: number;
  readonly witness: 'auto' | 'off';
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds those options to a command. */
export function withRunOptions(command: Command): Command {
  return withTrialOptions(command)
    .option('--builder <image>', 'image of the Kaniko executor (default: one that the engine has, else a pull)')
    .option('--executor-binary <path>', 'a Kaniko executor built by yourself, instead of an image');
}

/** Adds those options but for the builder, for commands whose arguments name several. */
export function withTrialOptions(command: Command): Command {
  return command
    .option('-f, --file <path>', 'the Dockerfile, when PATH is its build context')
    .option('--context <directory>', 'the build context, when it is not the directory of the Dockerfile')
    .option('--build-arg <name=value>', 'a build argument; repeatable', collectAssignment)
    .option('--target <stage>', 'the stage to build')
    .option('--base <reference=image>', 'use a local image instead of a base image; repeatable', collectAssignment)
    .option('--network <mode>', 'what a build may reach: none, or egress for the internet', choice('none', 'egress'))
    .option('--universe <set>', 'the capabilities in play: docker, wide, all, or a list (default: docker)')
    .option('--timeout <seconds>', 'deadline of one build', wholeNumber(1))
    .option('--aux-image <image>', 'image with /bin/registry and /bin/sh (default: registry:2)')
    .option('--jobs <n>', 'how many trials run at once (default: the number of CPUs of the engine)', wholeNumber(1))
    .option('--confirm <n>', 'how many agreeing trials a border failure needs', wholeNumber(1), 2)
    .option('--context-limit <MiB>', 'the largest build context', wholeNumber(1), 1024)
    .option('--witness <mode>', "watch the kernel's capability checks: auto or off", choice('auto', 'off'), 'auto')
    .option('--seed <n>', 'decides between equally good questions', wholeNumber(0), 1)
    .option('--out <directory>', 'where to keep the run (default: results/<run>)')
    .option('--json', 'print the result as JSON, and nothing else, on standard output');
}

/** Adds the options about earlier records that may guide a search. */
export function withPriorOptions(command: Command): Command {
  return command
    .option(
      '--prior <record>',
      'an earlier record, or the directory of a run, that tells what to ask first; repeatable',
      collect,
    )
    .option(
      '--prior-mismatch <mode>',
      'what to do with a prior that contradicts the cases or another prior: refuse, or warn and go on without it',
      choice('refuse', 'warn'),
      'refuse',
    );
}

/** Adds those options and what else a search may be told of priors. */
export function withSearchPriorOptions(command: Command): Command {
  return withPriorOptions(command)
    .option('--no-priors', 'guess nothing from Dockerfiles and earlier records; failures still tell what to ask next')
    .option('--explain', 'tell for each case what is guessed before its first trial, and why');
}

function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}

/** Collects repeated `NAME=VALUE`. */
export function collectAssignment(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It must have the form NAME=VALUE.');
  return { ...earlier, [text.slice(0, equals)]: text.slice(equals + 1) };
}

/** Reads a whole number that is not less than `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
  };
}

function choice<T extends string>(...values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`It must be one of ${values.join(', ')}.`);
  };
}
