/** A secret of a build. Its value must not become a part of a command line, which whoever lists processes can read. */
export interface BuildSecret {
  readonly id: string;
  readonly value: string;
}

/** The variable through which a builder gets the secret of that index. */
export function secretVariable(index: number): string {
  return `KANIKO_CAPS_SECRET_${index + 1}`;
}

/** The variables through which a builder gets its secrets. */
export function secretEnvironment(secrets: readonly BuildSecret[]): Record<string, string> {
  return Object.fromEntries(secrets.map(({ value }, index) => [secretVariable(index), value]));
}
