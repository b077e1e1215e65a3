/** How much attention a finding asks for; what a note tells is no fault. */
export type Severity = 'error' | 'warning' | 'note';

/** Severities, what asks for most attention first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** What reports for code review say of every finding of a kind. */
export interface FindingKind {
  /** The rule that its findings stand under, unless a capability is: `silent-loss`. */
  readonly name: string;
  readonly severity: Severity;
  /** A heading for one of them. */
  readonly title: string;
  /** What all of them mean, in a sentence. */
  readonly meaning: string;
  /** What to make of it. */
  readonly help: string;
  /** What it means for security: what is lost unnoticed is worse than a grant that has to grow, and that worse than work. */
  readonly security: SecurityLevel;
  /** What to do, a sentence or two each; commands stand between backticks. */
  readonly steps: readonly string[];
}

/** How much a kind of finding matters for security. */
export type SecurityLevel = 'high' | 'medium' | 'low';

/**
 * Findings in the order of reports: what asks for attention first, among findings of one severity the kinds in the given
 * order, and within a kind the order they had.
 */
export function byAttention<T extends { readonly kind: FindingKind }>(
  findings: readonly T[],
  order: readonly FindingKind[],
): T[] {
  const names = order.map(({ name }) => name);
  const rank = ({ kind }: T): number => SEVERITIES.indexOf(kind.severity) * names.length + names.indexOf(kind.name);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}
