import { HarnessError } from '../../errors.ts';
import { type Configuration, type ContextDelivery, DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';

type User = Configuration['user'];

/** Engines take no larger ids. */
export const LARGEST_ID = 2 ** 31 - 1;

/**
 * Reads `UID` or `UID:GID`.
 *
 * @throws HarnessError BAD_CONFIGURATION
 */
export function parseUser(text: string | number): NonNullable<User> {
  const [, uid, gid] = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(String(text)) ?? [];
  const [id, groupId] = [Number(uid), gid === undefined ? null : Number(gid)];
  if (uid !== undefined && Math.max(id, groupId ?? 0) <= LARGEST_ID) return { id, groupId };
  throw new HarnessError('BAD_CONFIGURATION', `${JSON.stringify(text)} is not a user that a builder can run as`, {
    hint: `Write UID or UID:GID in numbers up to ${LARGEST_ID}, such as 1000 or 1000:0.`,
  });
}

/**
 * How the context reaches a builder of this user. With a mounted directory the Dockerfile comes on standard input, a pipe of the
 * user and of group 0. Kaniko copies it with its owner and group, which takes a privilege where the group is another one. No
 * pipeline has that need, so such a builder gets its context as a tar.
 *
 * @throws HarnessError BAD_CONFIGURATION if a directory was asked for all the same.
 */
export function contextKindFor(user: User, asked: ContextDelivery['kind'] | undefined): ContextDelivery['kind'] {
  const groupId = user?.groupId ?? 0;
  if (groupId === 0) return asked ?? DEFAULT_CONFIGURATION.context.kind;
  if (asked !== 'dir') return 'tar';
  throw new HarnessError(
    'BAD_CONFIGURATION',
    `A context of kind dir cannot be tried with a builder of group ${groupId}`,
    {
      hint: 'Leave the group out, or use --context-kind tar. The Dockerfile of a mounted context comes from a pipe of group 0.',
    },
  );
}

/**
 * Whom the context belongs to. Where nobody says it, to the user of the builder: a checkout belongs to whoever makes it, and in a
 * pod all containers usually run as one user. A mounted directory of another user is no contradiction, for anybody can read what
 * its modes allow. A tar of another user is one.
 *
 * @throws HarnessError BAD_CONFIGURATION for a tar whose files the builder would have to give away.
 */
export function contextOwnerFor(
  user: User,
  kind: ContextDelivery['kind'],
  asked: ContextDelivery['owner'] | undefined,
): ContextDelivery['owner'] {
  if (asked === undefined) {
    return user === null ? DEFAULT_CONFIGURATION.context.owner : { uid: user.id, gid: user.groupId ?? 0 };
  }
  if (kind === 'dir' || user === null || user.id === 0 || asked === 'as-is' || asked.uid === user.id) return asked;
  throw new HarnessError(
    'BAD_CONFIGURATION',
    `The builder runs as user ${user.id} and would have to unpack a context of user ${asked.uid}, but only root can give files away`,
    {
      hint: `Leave the owner of the context out, which gives it to user ${user.id}, or mount it with --context-kind dir.`,
    },
  );
}
