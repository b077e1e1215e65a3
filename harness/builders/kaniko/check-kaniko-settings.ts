import type { BuilderIdentity } from '../../vocabulary/builder-identity.ts';
import type { BuilderSettings } from '../builder.ts';
import { checkFlags } from '../settings/check-flags.ts';
import type { OfferedFlags } from '../settings/offered-flags.ts';
import { applyRules, passedSettings } from '../settings/setting-rules.ts';
import { checkFeatureFlags } from './feature-flags.ts';
import type { KanikoQuestion } from './kaniko-question.ts';
import { KANIKO_SETTING_RULES } from './kaniko-setting-rules.ts';

/** An executor that can be asked. */
interface AskedKaniko {
  readonly identity: BuilderIdentity;
  readonly entrypoint: readonly string[];
  readonly flags: OfferedFlags;
  readonly ask: KanikoQuestion;
}

/** Holds a user's settings against the tool's rules and against what the executor knows; see `Builder.checkSettings`. */
export async function checkKanikoSettings(settings: BuilderSettings, executor: AskedKaniko): Promise<string[]> {
  const { identity, entrypoint, flags: offered, ask } = executor;
  const notes = applyRules(settings, KANIKO_SETTING_RULES);
  const { flags, environment } = passedSettings(settings, KANIKO_SETTING_RULES);
  const title = `Kaniko ${identity.version}`;
  await checkFlags(flags, {
    title,
    offered,
    rules: KANIKO_SETTING_RULES,
    // Before the flags, so that it is never taken for the value of one.
    read: (read) => ask([...entrypoint, '--help', ...read]),
  });
  await checkFeatureFlags(environment, { title, identity, entrypoint, ask });
  return notes;
}
