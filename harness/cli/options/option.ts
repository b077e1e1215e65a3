/** How one option of a command line is written, what it says of itself, and how its text becomes a value. */
export interface OptionSpec<Value> {
  /** As commander takes them: `-f, --file <path>`. */
  readonly flags: string;
  readonly description: string;
  /** Reads the text; `earlier` is the value of the same option further left. */
  parse?(text: string, earlier: Value | undefined): Value;
  /** Undefined for none. */
  readonly fallback: Value | undefined;
  readonly required: boolean;
}

/** The options of a command by the name of their value. Commander derives the same names from the flags. */
export type OptionTable = Readonly<Record<string, OptionSpec<unknown>>>;

/** The values of the options of a table. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionSpec<infer Value> ? Value : never;
};

/** An option without a value. */
export function flag(flags: string, description: string): OptionSpec<boolean> {
  return { flags, description, fallback: false, required: false };
}

/** A flag `--no-x` that is on unless it is given. */
export function negatedFlag(flags: string, description: string): OptionSpec<boolean> {
  return { flags, description, fallback: undefined, required: false };
}

/** An option with a text. */
export function text(flags: string, description: string): OptionSpec<string | undefined> {
  return value(flags, description, (given) => given);
}

/** An option whose text is read. */
export function value<Value>(
  flags: string,
  description: string,
  parse: (text: string) => Value,
): OptionSpec<Value | undefined> {
  return { flags, description, parse, fallback: undefined, required: false };
}

/** An option whose text is read, and which has a value where it is not given. */
export function valueOr<Value>(
  flags: string,
  description: string,
  parse: (text: string) => Value,
  fallback: Value,
): OptionSpec<Value> {
  return { flags, description, parse, fallback, required: false };
}

/** An option that has to be given. */
export function required(flags: string, description: string): OptionSpec<string> {
  return { flags, description, parse: (given) => given, fallback: undefined, required: true };
}

/** An option that may be given several times. */
export function repeated<Value>(
  flags: string,
  description: string,
  parse: (text: string, earlier: readonly Value[]) => readonly Value[],
): OptionSpec<readonly Value[]> {
  return { flags, description, parse: (given, earlier = []) => parse(given, earlier), fallback: [], required: false };
}
