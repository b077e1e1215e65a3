import { type Command, Option } from 'commander';
import type { ArgumentTable, ArgumentValues } from './argument.ts';
import type { OptionTable, OptionValues } from './option.ts';

/** A command: what it takes, and what it does. */
export interface CommandSpec<Arguments extends ArgumentTable, Options extends OptionTable> {
  readonly arguments: Arguments;
  readonly options: Options;
  /** Pairs of an option and others that mean nothing beside it. */
  readonly conflicts?: Readonly<Partial<Record<keyof Options & string, readonly (keyof Options & string)[]>>>;
  /** What the help tells after the options. */
  readonly notes?: string;
  /** Does it, and gives the exit code; `given` are the names of the options that the user wrote. */
  readonly run: (
    values: ArgumentValues<Arguments>,
    options: OptionValues<Options>,
    given: ReadonlySet<string>,
  ) => Promise<number>;
}

/** A command whose arguments and options nobody needs to know any more. */
export interface CliCommand {
  /** Declares its arguments, options and action; `onExit` hears the exit code. */
  declareOn(declared: Command, onExit: (exitCode: number) => void): void;
}

/** Makes a command of its declaration. */
export function command<Arguments extends ArgumentTable, Options extends OptionTable>(
  spec: CommandSpec<Arguments, Options>,
): CliCommand {
  return {
    declareOn(declared, onExit) {
      for (const { syntax, description } of Object.values(spec.arguments)) declared.argument(syntax, description);
      for (const [name, option] of Object.entries(spec.options)) {
        declared.addOption(optionOf(option, spec.conflicts?.[name] ?? []));
      }
      if (spec.notes !== undefined) declared.addHelpText('after', `\n${spec.notes}`);
      declared.action(async (...parameters: unknown[]) => {
        const names = Object.keys(spec.arguments);
        const args = Object.fromEntries(names.map((name, index) => [name, parameters[index]]));
        const parsed = parameters[names.length] as Readonly<Record<string, unknown>>;
        const values = Object.fromEntries(
          Object.entries(spec.options).map(([name, { fallback }]) => [name, parsed[name] ?? fallback]),
        );
        const given = new Set(Object.keys(values).filter((name) => declared.getOptionValueSource(name) === 'cli'));
        onExit(await spec.run(args as ArgumentValues<Arguments>, values as OptionValues<Options>, given));
      });
    },
  };
}

function optionOf(
  { flags, description, parse, fallback, required }: OptionTable[string],
  conflicts: readonly string[],
) {
  const option = new Option(flags, description).makeOptionMandatory(required).conflicts([...conflicts]);
  if (parse !== undefined) option.argParser(parse);
  // Commander tells of defaults in the help; of an empty list and of a flag that is off there is nothing to tell.
  if (typeof fallback === 'string' || typeof fallback === 'number') option.default(fallback);
  return option;
}
