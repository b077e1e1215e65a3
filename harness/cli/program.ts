import { Command, CommanderError } from 'commander';
import { HarnessError } from '../errors.ts';
import { bisect } from './bisect-command.ts';
import { check } from './check-command.ts';
import { compare } from './compare-command.ts';
import { declareCheck } from './declare-check.ts';
import { declareBisect, declareCompare, declareMerge } from './declare-comparisons.ts';
import { declareUpdate } from './declare-update.ts';
import { decode } from './decode-command.ts';
import { discover } from './discover-command.ts';
import { doctor } from './doctor-command.ts';
import { explain } from './explain-command.ts';
import { collectGarbage } from './gc-command.ts';
import { guess } from './guess-command.ts';
import { merge } from './merge-command.ts';
import { collectAssignment, withPriorOptions, withRunOptions, withSearchPriorOptions } from './options.ts';
import { tell } from './output.ts';
import { withPolicyOptions } from './policy-options.ts';
import { report } from './report-command.ts';
import { withReportOption } from './report-option.ts';
import { withSearchOptions } from './search-options.ts';
import { shardArgument } from './shard-plan.ts';
import { TOOL_VERSION } from './tool-version.ts';
import { update } from './update-command.ts';
import { verify } from './verify-command.ts';
import { verifyRecord } from './verify-record-command.ts';

/** Runs the command that the arguments name; gives the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const action =
    <Parameters extends unknown[]>(command: (...parameters: Parameters) => number | Promise<number>) =>
    async (...parameters: Parameters): Promise<void> => {
      exitCode = await command(...parameters);
    };
  try {
    await declare(new Command('kaniko-caps'), action).parseAsync(argv);
    return exitCode;
  } catch (thrown) {
    return exitCodeFor(thrown);
  }
}

type Action = <Parameters extends unknown[]>(
  command: (...parameters: Parameters) => number | Promise<number>,
) => (...parameters: Parameters) => Promise<void>;

function declare(program: Command, action: Action): Command {
  program
    .description('Finds and proves the minimal Linux capability sets that Kaniko needs to build given Dockerfiles.')
    .version(TOOL_VERSION)
    .exitOverride()
    .showHelpAfterError('(kaniko-caps --help tells more)');
  declareRuns(program, action);
  declareCheck(program).action(action(check));
  declareUpdate(program).action(action(update));
  withPolicyOptions(
    withReportOption(
      program
        .command('report')
        .description('show a saved record, or several side by side')
        .argument(
          '<record...>',
          'a record.json, or the directory of a run; of several, the first one decides the cases',
        ),
      'how to show it, and the file to write it to; repeatable',
    ),
  ).action(action(report));
  declareCompare(program).action(action(compare));
  declareBisect(program).action(action(bisect));
  declareMerge(program).action(action(merge));
  program
    .command('explain')
    .description('answer a question from a saved record, without a trial; without one, explain what proves it')
    .argument('<record>', 'a record.json, or the directory of a run')
    .option('--set <list>', 'what does this set break? as CHOWN,FOWNER; none; or docker for its defaults')
    .option('--without <list>', 'is there a set without these?')
    .option('--why <capability>', 'which case needs it, and for what?')
    .option('--case <id>', 'only this case; repeatable', (id: string, ids: string[] = []) => [...ids, id])
    .action(action(explain));
  program
    .command('verify-record')
    .description("derive a run's record anew from what was observed, and compare")
    .argument('<directory>', 'the directory of a run')
    .option('--write', 'write the derived record instead of comparing')
    .action(action(verifyRecord));
  program
    .command('decode')
    .description('print the names of a capability mask, as capsh --decode does')
    .argument('<mask>', 'hexadecimal, as CapBnd in /proc/<pid>/status')
    .action(action(decode));
  program
    .command('doctor')
    .description('tell what the engine can do, and what would be run on it')
    .option('--builder <image>', 'image of the Kaniko executor')
    .option('--executor-binary <path>', 'a Kaniko executor built by yourself, instead of an image')
    .option('--aux-image <image>', 'image with /bin/registry and /bin/sh (default: registry:2)')
    .action(action(doctor));
  program
    .command('gc')
    .description('remove what dead runs of this host left on the engine')
    .action(action(collectGarbage));
  return program;
}

function declareRuns(program: Command, action: Action): void {
  const paths = 'Dockerfiles, directories with one, or directories of such directories (default: .)';
  withReportOption(
    withSearchPriorOptions(
      withSearchOptions(
        withRunOptions(
          program
            .command('discover')
            .description('find and prove the minimal capability sets of Dockerfiles')
            .argument('[path...]', paths),
        ),
      ),
    ),
    'a report to write beside the table, or with no file instead of it; repeatable',
  )
    .option(
      '--resume <directory>',
      'go on with the run that is kept there; --max-trials and --max-time may be given anew',
    )
    .option('--harden', 'try up to four minimal sets of each case with no-new-privileges as well')
    .option('--exhaustive', 'try every subset of the universe once instead of searching (2^n trials)')
    .option('--over <list>', 'with --exhaustive: only the subsets of these, with and without the rest of the universe')
    .option('--shard <i/n>', 'run only the Ith of N even parts of the cases; merge joins them again', shardArgument)
    .option('--yes', 'with --exhaustive: begin without asking')
    .action(action(discover));
  withPriorOptions(
    program
      .command('guess')
      .description('say what Dockerfiles probably need, and why, without any trial')
      .argument('[path...]', paths)
      .option('-f, --file <path>', 'the Dockerfile, when PATH is its build context')
      .option('--context <directory>', 'the build context, when it is not the directory of the Dockerfile')
      .option('--build-arg <name=value>', 'a build argument; repeatable', collectAssignment)
      .option('--target <stage>', 'the stage to build')
      .option('--universe <set>', 'the capabilities in play: docker, wide, all, or a list (default: docker)'),
  ).action(action(guess));
  withRunOptions(
    program
      .command('verify')
      .description('try one capability set: does it serve these Dockerfiles?')
      .argument('[path...]', paths)
      .requiredOption('--caps <list>', 'the set, as CHOWN,FOWNER; none; or docker for its defaults')
      .option('--harden', 'where it serves, try it with no-new-privileges as well'),
  ).action(action(verify));
}

/** Tells what went wrong; an error that nobody foresaw keeps its stack. */
function exitCodeFor(thrown: unknown): number {
  // Commander has told the user by then; only asking for help or the version is no mistake.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  if (!(thrown instanceof HarnessError)) {
    tell(`A defect of kaniko-caps: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    return 3;
  }
  tell(thrown.message);
  if (thrown.hint !== undefined) tell(thrown.hint);
  return { BAD_INPUT: 2, INFRASTRUCTURE: 3, BROKEN: 1 }[thrown.code];
}
