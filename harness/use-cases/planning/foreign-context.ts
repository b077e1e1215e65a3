import type { Case } from '../../vocabulary/case.ts';

/** Tells of a context that the user of the builder may not be able to read: often he has another one in the pipeline. */
export function warnOfForeignContext({ id, configuration }: Case, warn: (text: string) => void): void {
  const { user, context } = configuration;
  if (user === null || user.id === 0 || context.owner === 'as-is' || context.owner.uid === user.id) return;
  warn(
    `${id}: the builder runs as user ${user.id} and the context belongs to user ${context.owner.uid}. ` +
      `The builder reads only what others may read. Leave the owner out to give the context to user ${user.id}.`,
  );
}
