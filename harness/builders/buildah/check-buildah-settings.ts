import type { BuilderSettings } from '../builder.ts';
import { checkFlags } from '../settings/check-flags.ts';
import { parseOfferedFlags } from '../settings/offered-flags.ts';
import { applyRules, passedSettings } from '../settings/setting-rules.ts';
import type { BuildahSettings } from './buildah.ts';
import { BUILDAH_SETTING_RULES } from './buildah-setting-rules.ts';

const HELP = ['buildah', 'bud', '--help'];

/** Holds a user's settings against the tool's rules and against what Buildah knows; see `Builder.checkSettings`. */
export async function checkBuildahSettings(
  settings: BuilderSettings,
  title: string,
  ask: BuildahSettings['ask'],
): Promise<string[]> {
  const notes = applyRules(settings, BUILDAH_SETTING_RULES);
  const { flags } = passedSettings(settings, BUILDAH_SETTING_RULES);
  if (flags.length === 0) return notes;
  const help = await ask(HELP);
  await checkFlags(flags, {
    title,
    offered: parseOfferedFlags(help.kind === 'ended' ? help.output : ''),
    rules: BUILDAH_SETTING_RULES,
    read: (read) => ask([...HELP, ...read]),
  });
  return notes;
}
