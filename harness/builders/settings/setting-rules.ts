import { HarnessError } from '../../errors.ts';
import { flagName } from '../../vocabulary/configuration.ts';
import { passwordsInUrls } from '../../vocabulary/credential-words.ts';
import type { BuilderSettings } from '../builder.ts';

/** What becomes of a flag or a variable that is not simply passed on to the builder. */
export type SettingRule =
  /** It cannot be set. `reason` and `wayOut` are sentences. */
  | { readonly kind: 'refused'; readonly reason: string; readonly wayOut: string }
  /** It is left out, because something else is done in its place; `reason` says what, to be read after a colon. */
  | { readonly kind: 'replaced'; readonly reason: string };

/** What becomes of a builder's flags and variables. What has no rule is passed on. */
export interface SettingRules {
  /** By the flag's name without dashes. */
  readonly flags: ReadonlyMap<string, SettingRule>;
  readonly variable: (name: string) => SettingRule | undefined;
}

/** Several names under one rule, as entries of a table. */
export function ruled(names: readonly string[], rule: SettingRule): (readonly [string, SettingRule])[] {
  return names.map((name) => [name, rule]);
}

/** A rule that refuses. @default wayOut: leave it out */
export function refused(reason: string, wayOut = 'Leave it out.'): SettingRule {
  return { kind: 'refused', reason, wayOut };
}

/** The settings that reach the builder: what is replaced is left out. */
export function passedSettings({ flags, environment }: BuilderSettings, rules: SettingRules): BuilderSettings {
  return {
    flags: flags.filter((flag) => rules.flags.get(flagName(flag)) === undefined),
    environment: Object.fromEntries(Object.entries(environment).filter(([name]) => rules.variable(name) === undefined)),
  };
}

/**
 * Applies the rules to what a user set, and gives a sentence for each setting that is left out.
 *
 * @throws HarnessError BAD_CONFIGURATION naming the first one that is refused.
 */
export function applyRules({ flags, environment }: BuilderSettings, rules: SettingRules): string[] {
  const ruledFlags = flags.map((flag) => ({ name: `--${flagName(flag)}`, rule: rules.flags.get(flagName(flag)) }));
  const ruledVariables = Object.keys(environment).map((name) => ({ name, rule: rules.variable(name) }));
  assertNoPassword([
    ...flags.map((flag): [string, string] => [`--${flagName(flag)}`, flag]),
    ...Object.entries(environment),
  ]);
  const notes = [...ruledFlags, ...ruledVariables].flatMap(({ name, rule }) => {
    if (rule === undefined) return [];
    if (rule.kind === 'replaced') return [`${name} is left out: ${rule.reason}`];
    throw new HarnessError('BAD_CONFIGURATION', `The builder cannot be given ${name}. ${rule.reason}`, {
      hint: rule.wayOut,
    });
  });
  return [...new Set(notes)];
}

/** Flags and variables are kept in records and lock files, so that none may hold a password. */
function assertNoPassword(settings: readonly (readonly [name: string, value: string])[]): void {
  const found = settings.find(([, value]) => passwordsInUrls(value).length > 0);
  if (found === undefined) return;
  throw new HarnessError(
    'BAD_CONFIGURATION',
    `The builder cannot be given ${found[0]}: it holds a URL with a password`,
    {
      hint: 'A record would keep the password. Leave it out of the URL.',
    },
  );
}
