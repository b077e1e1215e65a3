import { Command, CommanderError } from 'commander';
import { exitCodeOf, HarnessError, systemFault } from '../errors.ts';
import { COMMANDS } from './command-list.ts';
import { tell } from './output/output.ts';
import { TOOL_VERSION } from './session/tool-version.ts';

/** Runs the command that the arguments name; gives the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('kaniko-caps')
    .description('Finds and proves the minimal Linux capability sets that Kaniko needs to build given Dockerfiles.')
    .version(TOOL_VERSION)
    .exitOverride()
    .showHelpAfterError('(see kaniko-caps --help)');
  try {
    // `kaniko-caps COMMAND ...` or `kaniko-caps help COMMAND`.
    const asked = argv.slice(2, 4);
    for (const { name, summary, load } of COMMANDS) {
      const declared = program.command(name).description(summary);
      if (!asked.includes(name)) continue;
      (await load()).declareOn(declared, (code) => {
        exitCode = code;
      });
    }
    await program.parseAsync(argv);
    return exitCode;
  } catch (thrown) {
    // Commander has told the user by then; only asking for help or the version is no mistake.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    return tellFailure(thrown);
  }
}

/** Tells what went wrong, and gives the exit code; an error that nobody foresaw keeps its stack. */
export function tellFailure(thrown: unknown): 1 | 2 | 3 {
  const known = thrown instanceof HarnessError ? thrown : systemFault(thrown);
  if (known === undefined) {
    tell(`This is a bug in kaniko-caps: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    return 3;
  }
  tell(`${known.message} [${known.code}]`);
  if (known.hint !== undefined) tell(known.hint);
  return exitCodeOf(known.code);
}
