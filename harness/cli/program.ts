import { Command, CommanderError } from 'commander';
import { exitCodeOf, HarnessError } from '../errors.ts';
import { bisect } from './commands/bisect.ts';
import { check } from './commands/check.ts';
import { compare } from './commands/compare.ts';
import { decode } from './commands/decode.ts';
import { discover } from './commands/discover.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { gc } from './commands/gc.ts';
import { guess } from './commands/guess.ts';
import { merge } from './commands/merge.ts';
import { report } from './commands/report.ts';
import { update } from './commands/update.ts';
import { verify } from './commands/verify.ts';
import { verifyRecord } from './commands/verify-record.ts';
import type { CliCommand } from './options/command.ts';
import { tell } from './output/output.ts';
import { TOOL_VERSION } from './session/tool-version.ts';

/** Every command, in the order of the help. */
const COMMANDS: readonly CliCommand[] = [
  discover,
  guess,
  verify,
  check,
  update,
  report,
  compare,
  bisect,
  merge,
  explain,
  verifyRecord,
  decode,
  doctor,
  gc,
];

/** Runs the command that the arguments name; gives the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('kaniko-caps')
    .description('Finds and proves the minimal Linux capability sets that Kaniko needs to build given Dockerfiles.')
    .version(TOOL_VERSION)
    .exitOverride()
    .showHelpAfterError('(kaniko-caps --help tells more)');
  for (const one of COMMANDS) {
    one.addTo(program, (code) => {
      exitCode = code;
    });
  }
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (thrown) {
    return exitCodeFor(thrown);
  }
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
  return exitCodeOf(thrown.code);
}
