import { type Command, InvalidArgumentError } from 'commander';
import type { RunPolicy } from '../record/identity.ts';
import { wholeNumber } from './options.ts';

/** The options that say how thorough a discovery is and what it may spend. */
export interface SearchOptions {
  readonly confidence: number;
  /** How many sets to draw, if there is to be an audit. */
  readonly audit: number | 'off';
  readonly auditShare: number;
  readonly maxTrials?: number;
  /** In milliseconds. */
  readonly maxTime?: number;
  readonly failOnFlaky?: boolean;
  /** Try minimal sets with hardening besides. */
  readonly harden?: boolean;
}

/** How sure a finding is to be unless something else is asked for. */
export const DEFAULT_CONFIDENCE = 0.95;

/** How many sets an audit draws for each answer, beside the neighbours of the minimal sets. */
const DEFAULT_AUDIT = 8;

/** Enough for all neighbours and the drawn sets of most cases: a passing trial is dear, and most of an audit should pass. */
const DEFAULT_AUDIT_SHARE = 0.7;

/** Adds those options to a command; `audit` is how many sets are drawn unless something else is asked for. */
export function withSearchOptions(
  command: Command,
  { audit = DEFAULT_AUDIT }: { readonly audit?: SearchOptions['audit'] } = {},
): Command {
  return command
    .option(
      '--confidence <p>',
      'how sure each finding is to be: failures are repeated until chance explains them with less than 1 - p',
      probability,
      DEFAULT_CONFIDENCE,
    )
    .option(
      '--audit <n>',
      'test "more capabilities never hurt" on the neighbours of each minimal set and n sets drawn at random, or off',
      sampleSize,
      audit,
    )
    .option(
      '--audit-share <p>',
      'the part of the time of all trials of a case that the audit may take, from 0 to 0.95',
      share,
      DEFAULT_AUDIT_SHARE,
    )
    .option('--max-trials <n>', 'end the run after so many trials with what is known by then', wholeNumber(1))
    .option('--max-time <duration>', 'end the run after so long, as 90s, 20m or 2h', duration)
    .option('--fail-on-flaky', 'exit with 4 if a set both served and failed');
}

/** The policy that those options and the others amount to. */
export function policyOf(options: SearchOptions & { readonly confirm: number; readonly seed: number }): RunPolicy {
  const { confirm, confidence, audit, auditShare, seed, maxTrials = null, maxTime = null, harden } = options;
  return {
    confirm,
    confidence,
    audit: audit === 'off' ? null : audit,
    auditShare,
    seed,
    maxTrials,
    maxTimeMs: maxTime,
    ...(harden === true && { harden }),
  };
}

function probability(text: string): number {
  const value = Number(text);
  if (value >= 0.5 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number from 0.5 up to, but not including, 1.');
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 0.95) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 0.95.');
}

function sampleSize(text: string): number | 'off' {
  return text === 'off' ? text : wholeNumber(0)(text);
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

function duration(text: string): number {
  const [, count, unit = 's'] = /^(\d+)([smh])?$/.exec(text) ?? [];
  const value = Number(count) * (UNITS_MS[unit] ?? Number.NaN);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be a duration: 90s, 20m or 2h.');
}
