import type { Instruction } from '../vocabulary/case.ts';
import type { Configuration, ContextDelivery } from '../vocabulary/configuration.ts';
import type { VariationEntry, VariedBuild } from './variation-entry.ts';

/** The user that most pipelines check out as, where it is not root. */
const ANOTHER_USER = { uid: 1000, gid: 1000 };

/** A context that does not belong to root, as the volume of a Tekton workspace or the checkout of a GitLab runner. */
export const withContextOfAnotherUser: VariationEntry = {
  words: 'a context of another user',
  isDefault: true,
  rightImage: 'own-reference',
  change: (configuration) => withContext(configuration, { owner: ANOTHER_USER }),
  notTried: (build) => {
    const { owner } = build.configuration.context;
    if (owner === 'as-is') return 'the owners of the context are taken from this machine';
    if (owner.uid !== 0) return 'the context belongs to another user than root already';
    return contextUnread(build);
  },
};

/** Permissions as a checkout has them, whatever they are on this machine. */
export const withModesOfGit: VariationEntry = {
  words: "git's file modes",
  isDefault: false,
  rightImage: 'own-reference',
  change: (configuration) => withContext(configuration, { modes: 'git' }),
  notTried: (build) =>
    build.configuration.context.modes === 'git' ? 'the context has them already' : contextUnread(build),
};

function withContext(configuration: Configuration, changes: Partial<ContextDelivery>): Configuration {
  return { ...configuration, context: { ...configuration.context, ...changes } };
}

/** A tar is unpacked in any case; a directory that no instruction reads is only there. */
function contextUnread({ configuration, instructions }: VariedBuild): string | undefined {
  const isRead = configuration.context.kind === 'tar' || instructions.some(readsContext);
  return isRead ? undefined : 'no instruction reads the context';
}

function readsContext({ keyword, text }: Instruction): boolean {
  if (keyword === 'COPY' || keyword === 'ADD') return !/\s--from=/.test(text);
  return keyword === 'RUN' && /\s--mount=\S*type=bind/.test(text);
}
