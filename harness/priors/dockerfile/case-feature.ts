import type { RuleName } from './rules.ts';

/** Something in a Dockerfile that lets expect a need. */
export interface CaseFeature {
  /** The rule that it falls under. */
  readonly name: RuleName;
  /** The line of its instruction. */
  readonly line: number;
  /** What was seen, as the Dockerfile writes it: `chmod 2755 /tool`. */
  readonly words: string;
  /** Whether the build goes on when it fails, so that only a faithful image needs it. */
  readonly swallowed: boolean;
  /** Whether it is what the build falls back on when something else fails: `read it || su owner -c 'read it'`. */
  readonly isFallback: boolean;
}
