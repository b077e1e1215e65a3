import { Command, CommanderError } from 'commander';
import { exitCodeOf, HarnessError } from '../errors.ts';
import type { CliCommand } from './options/command.ts';
import { tell } from './output/output.ts';
import { TOOL_VERSION } from './session/tool-version.ts';

/** Every command by its name, in the order of the help. Each is loaded when it is asked for, as some of them load much. */
const COMMANDS: Readonly<Record<string, () => Promise<CliCommand>>> = {
  discover: async () => (await import('./commands/discover.ts')).discover,
  guess: async () => (await import('./commands/guess.ts')).guess,
  verify: async () => (await import('./commands/verify.ts')).verify,
  check: async () => (await import('./commands/check.ts')).check,
  update: async () => (await import('./commands/update.ts')).update,
  report: async () => (await import('./commands/report.ts')).report,
  compare: async () => (await import('./commands/compare.ts')).compare,
  bisect: async () => (await import('./commands/bisect.ts')).bisect,
  merge: async () => (await import('./commands/merge.ts')).merge,
  explain: async () => (await import('./commands/explain.ts')).explain,
  'verify-record': async () => (await import('./commands/verify-record.ts')).verifyRecord,
  decode: async () => (await import('./commands/decode.ts')).decode,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  gc: async () => (await import('./commands/gc.ts')).gc,
};

/** The command that the arguments name; all of them where they name none, as for the help. */
async function commandsFor(argv: readonly string[]): Promise<CliCommand[]> {
  const [name = ''] = argv.slice(2);
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return Promise.all((load === undefined ? Object.values(COMMANDS) : [load]).map((one) => one()));
}

/** Runs the command that the arguments name; gives the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('kaniko-caps')
    .description('Finds and proves the minimal Linux capability sets that Kaniko needs to build given Dockerfiles.')
    .version(TOOL_VERSION)
    .exitOverride()
    .showHelpAfterError('(kaniko-caps --help tells more)');
  for (const one of await commandsFor(argv)) {
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
