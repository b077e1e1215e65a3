/** One argument of a command line. */
export interface ArgumentSpec<Value> {
  /** As commander takes it: `<run...>`. */
  readonly syntax: string;
  readonly description: string;
  /** Only there for the type of the value. */
  readonly value?: Value;
}

/** The arguments of a command in their order, by the names of their values. */
export type ArgumentTable = Readonly<Record<string, ArgumentSpec<unknown>>>;

/** The values of the arguments of a table. */
export type ArgumentValues<Table extends ArgumentTable> = {
  readonly [Name in keyof Table]: Table[Name] extends ArgumentSpec<infer Value> ? Value : never;
};

/** An argument that has to be given. */
export function one(name: string, description: string): ArgumentSpec<string> {
  return { syntax: `<${name}>`, description };
}

/** One or more arguments. */
export function some(name: string, description: string): ArgumentSpec<readonly string[]> {
  return { syntax: `<${name}...>`, description };
}

/** Any number of arguments. */
export function many(name: string, description: string): ArgumentSpec<readonly string[]> {
  return { syntax: `[${name}...]`, description };
}
